import { bulkSize, sampleBulk, sampleRequest } from '../sample.ts'
import type { Comparison } from './comparison.ts'
import { calls, http } from './comparison.ts'

const lines = (goalOverPgBoss?: number): Comparison['lines'] => [
  { title: 'core.send() with an idempotency key', work: calls('khabeer-postgres', 'sendWithKey') },
  {
    title: 'pg-boss send()',
    work: calls('pg-boss', 'send'),
    ...(goalOverPgBoss === undefined ? {} : { goal: goalOverPgBoss }),
  },
  { title: 'one statement for all that wait, by hand', work: calls('floor-postgres', 'grouped') },
  { title: 'one statement per accept, by hand, 10 at a time', work: calls('floor-postgres', 'alone') },
  { title: 'core.send() without a key', work: calls('khabeer-postgres', 'send') },
]

/** Lists what is measured on Postgres, pg-boss beside it; what does most in its time first, so that code is compiled. */
export const postgresComparisons: readonly Comparison[] = [
  { key: 'postgres-hundred', title: 'core.send(), Postgres, 100 waiting', waiting: 100, messages: 1, lines: lines(8) },
  { key: 'postgres-ten', title: 'core.send(), Postgres, 10 waiting', waiting: 10, messages: 1, lines: lines(4) },
  { key: 'postgres-alone', title: 'core.send(), Postgres, 1 waiting', waiting: 1, messages: 1, lines: lines() },
  {
    key: 'postgres-send',
    title: 'POST /api/v1/messages/send, Express 5, Postgres, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('khabeer-postgres', '/api/v1/messages/send', 202, sampleRequest) },
      {
        title: 'by hand, own body reading, grouped',
        work: http('floor-postgres', '/own-body', 202, sampleRequest),
      },
      {
        title: 'by hand, express.json(), grouped',
        work: http('floor-postgres', '/express-json', 202, sampleRequest),
        goal: 0.8,
      },
      { title: 'by hand, own body reading, pg-boss send()', work: http('pg-boss', '/own-body', 202, sampleRequest) },
    ],
  },
  {
    key: 'postgres-send-fastify',
    title: 'POST /api/v1/messages/send, Fastify 5, Postgres, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('fastify-postgres', '/api/v1/messages/send', 202, sampleRequest) },
      { title: 'by hand, grouped', work: http('fastify-floor-postgres', '/send', 202, sampleRequest), goal: 0.7 },
    ],
  },
  {
    key: 'postgres-bulk',
    title: `POST /api/v1/messages/send-bulk of ${bulkSize}, Postgres, 10 connections, in messages`,
    waiting: 10,
    messages: bulkSize,
    lines: [
      {
        title: 'Khabeer',
        work: http('khabeer-postgres', '/api/v1/messages/send-bulk', 202, { instance_id: 1, messages: sampleBulk() }),
      },
      { title: "the store's own batches", work: calls('khabeer-postgres', 'storeBulk'), goal: 0.5 },
      { title: 'one statement for all that wait, by hand', work: calls('floor-postgres', 'bulk') },
      { title: 'pg-boss insert()', work: calls('pg-boss', 'insert') },
    ],
  },
]
