import { bulkSize, sampleBulk, sampleKey, sampleMessage } from '../sample.ts'

/** What one side of a comparison does: requests to its server, or calls in its process. */
export type Work =
  | {
      readonly kind: 'http'
      readonly contender: ContenderName
      readonly method: 'GET' | 'POST'
      readonly path: string
      readonly body?: unknown
      readonly status: number
    }
  | { readonly kind: 'calls'; readonly contender: ContenderName; readonly operation: string }

/** The processes there are. */
export type ContenderName = 'khabeer' | 'floor'

/** One line of a comparison; the first is Khabeer, the others are what it is held against. */
export interface Line {
  readonly title: string
  readonly work: Work
  /** The least ratio of Khabeer's rate to this one's; none when it is shown for information. */
  readonly goal?: number
}

/** A measurement of Khabeer beside its floors. */
export interface Comparison {
  readonly key: string
  readonly title: string
  /** How many operations are under way at once. */
  readonly waiting: number
  /** How many messages one operation carries. */
  readonly messages: number
  readonly lines: readonly Line[]
}

const send = { instance_id: 1, ...sampleMessage }

const http = (contender: ContenderName, path: string, status: number, body?: unknown): Work => ({
  kind: 'http',
  contender,
  method: body === undefined ? 'GET' : 'POST',
  path,
  status,
  body,
})

const calls = (contender: ContenderName, operation: string): Work => ({ kind: 'calls', contender, operation })

const sendCall = { title: 'core.send()', work: calls('khabeer', 'send') }
const alone = { title: 'one FULL transaction per accept, by hand', work: calls('floor', 'alone') }
const grouped = { title: 'group commit by hand', work: calls('floor', 'grouped') }

/** Lists what is measured: the store's part first, so that HTTP is measured on code that is compiled already. */
export const comparisons: readonly Comparison[] = [
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
      { title: 'Khabeer', work: http('khabeer', '/api/v1/messages/send', 202, send) },
      { title: 'by hand, own body reading, group commit', work: http('floor', '/own-body', 202, send), goal: 0.8 },
      { title: 'by hand, express.json(), group commit', work: http('floor', '/express-json', 202, send) },
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
        work: http('khabeer', '/api/v1/messages/send-bulk', 202, { instance_id: 1, messages: sampleBulk() }),
      },
      { title: "the store's own batches", work: calls('khabeer', 'storeBulk'), goal: 0.5 },
      { title: 'a batch per transaction, by hand', work: calls('floor', 'bulkAlone') },
    ],
  },
  {
    key: 'usage',
    title: 'GET /api/v1/usage, 50 connections',
    waiting: 50,
    messages: 1,
    lines: [
      { title: 'Khabeer', work: http('khabeer', '/api/v1/usage', 200) },
      { title: "Express's trivial answer", work: http('floor', '/trivial', 200) },
    ],
  },
]

/** The headers of every request. */
export const requestHeaders = { 'x-api-key': sampleKey } as const
