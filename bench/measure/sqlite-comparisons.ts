import { bulkSize, sampleBulk, sampleRequest } from '../sample.ts'
import type { Comparison } from './comparison.ts'
import { calls, http } from './comparison.ts'

const sendCall = { title: 'core.send()', work: calls('khabeer-sqlite', 'send') }
const alone = { title: 'one FULL transaction per accept, by hand', work: calls('floor-sqlite', 'alone') }
const grouped = { title: 'group commit by hand', work: calls('floor-sqlite', 'grouped') }

/** Lists what is measured on SQLite: the store's part first, so that HTTP is measured on code that is compiled already. */
export const sqliteComparisons: readonly Comparison[] = [
  {
    key: 'alone',
    title: 'core.send(), SQLite FULL, 1 waiting',
    waiting: 1,
    messages: 1,
    lines: [sendCall, { ...alone, goal: 0.8 }, grouped],
  },
  {
    key: 'ten',
    title: 'core.send(), SQLite FULL, 10 waiting',
    waiting: 10,
    messages: 1,
    lines: [sendCall, grouped, alone],
  },
  {
    key: 'hundred',
    title: 'core.send(), SQLite FULL, 100 waiting',
    waiting: 100,
    messages: 1,
    lines: [sendCall, grouped, alone],
  },
  {
    key: 'send',
    title: 'POST /api/v1/messages/send, Express 5, SQLite FULL, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('khabeer-sqlite', '/api/v1/messages/send', 202, sampleRequest) },
      {
        title: 'by hand, own body reading, group commit',
        work: http('floor-sqlite', '/own-body', 202, sampleRequest),
      },
      {
        title: 'by hand, express.json(), group commit',
        work: http('floor-sqlite', '/express-json', 202, sampleRequest),
        goal: 0.8,
      },
    ],
  },
  {
    key: 'send-fastify',
    title: 'POST /api/v1/messages/send, Fastify 5, SQLite FULL, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('fastify-sqlite', '/api/v1/messages/send', 202, sampleRequest) },
      {
        title: 'by hand, group commit',
        work: http('fastify-floor-sqlite', '/send', 202, sampleRequest),
        goal: 0.7,
      },
    ],
  },
  {
    key: 'message-fastify',
    title: 'GET /api/v1/messages/{id}, Fastify 5, SQLite, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('fastify-sqlite', '/api/v1/messages/1', 200) },
      {
        title: "Fastify's trivial answer to a body checked by zod",
        work: http('fastify-floor-sqlite', '/trivial', 200, sampleRequest),
        goal: 0.6,
      },
      { title: "Fastify's trivial answer", work: http('fastify-floor-sqlite', '/trivial', 200) },
    ],
  },
  {
    key: 'bulk',
    title: `POST /api/v1/messages/send-bulk of ${bulkSize}, 10 connections, in messages`,
    waiting: 10,
    messages: bulkSize,
    lines: [
      {
        title: 'Khabeer',
        work: http('khabeer-sqlite', '/api/v1/messages/send-bulk', 202, { instance_id: 1, messages: sampleBulk() }),
      },
      { title: "the store's own batches", work: calls('khabeer-sqlite', 'storeBulk'), goal: 0.5 },
      { title: 'a batch per transaction, by hand', work: calls('floor-sqlite', 'bulkAlone') },
    ],
  },
  {
    key: 'usage',
    title: 'GET /api/v1/usage, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('khabeer-sqlite', '/api/v1/usage', 200) },
      { title: "Express's trivial answer", work: http('floor-sqlite', '/trivial', 200) },
    ],
  },
]
