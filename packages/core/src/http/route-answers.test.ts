import { expect, test } from 'vitest'
import type { Account } from '../accounts/account.ts'
import type { ApiKey } from '../accounts/kept-api-key.ts'
import type { StreamedEvent } from '../events/stored-event.ts'
import type { AccountScope, Khabeer, UsageOf } from '../facade.ts'
import type { InstanceDetails } from '../instances/instance-details.ts'
import type { Message } from '../messages/message.ts'
import { AnswerWithHeaders } from './answer-headers.ts'
import { createRoutes } from './routes.ts'
import { StreamAnswer } from './stream-answer.ts'

const time = new Date('2026-06-23T14:00:00.000Z')

const message: Message = {
  id: 123,
  instanceId: 1,
  to: '201001234567',
  type: 'text',
  status: 'sent',
  error: null,
  errorCode: null,
  heldReason: null,
  attempts: 1,
  nextAttemptAt: null,
  priority: 'high',
  sendAt: null,
  expiresAt: time,
  retryOf: 122,
  queuedAt: time,
  sentAt: new Date('2026-06-23T14:00:02.000Z'),
  deliveredAt: null,
  readAt: null,
  playedAt: null,
}

const instance: InstanceDetails = {
  id: 1,
  name: 'Main Store Number',
  phone: '201093619140',
  status: 'restricted',
  statusReason: null,
  restriction: { type: 'timelock', until: time },
  heldReason: 'quiet_hours',
  heldUntil: time,
  pacing: { messages: 5, perMs: 60_000, warmUp: { firstDay: 20, days: 14 }, dailyMessages: 200 },
  metadata: { city: 'Cairo' },
  queue: { queued: 12, isMore: false, oldestQueuedAt: time },
  createdAt: new Date('2026-06-20T10:00:00.000Z'),
  connectedAt: time,
}

const streamed: readonly StreamedEvent[] = [
  { type: 'stream.gap', after: 3, id: 9 },
  { type: 'message.failed', id: 10, at: time, instanceId: 1, messageId: 123, status: 'failed', errorCode: 'wa_463' },
  { type: 'instance.status', id: 11, at: time, instanceId: 1, status: 'logged_out', statusReason: 'unlinked' },
  { type: 'instance.qr', instanceId: 1, qr: '2@a', expiresAt: time },
  { type: 'stream.idle', id: 12 },
]

const usageOf: UsageOf = { used: 320, limit: 1000, remaining: 680, percentage: 32, resetsAt: time }

const account: AccountScope = {
  send: async () => ({ id: 123, to: '201001234567', status: 'queued', isReplayed: false }),
  sendBulk: async () => ({ messages: [{ id: 124, to: '201001234567', status: 'queued' }], isReplayed: false }),
  messages: {
    get: async () => message,
    list: async () => ({ messages: [message], nextCursor: 'abc' }),
    events: async () => [{ status: 'sent', at: time, attempts: 1, errorCode: null }],
    cancel: async () => message,
    cancelQueued: async () => ({ cancelled: 3 }),
    retry: async () => ({ id: 124, to: '201001234567', status: 'queued', isReplayed: false, retryOf: 123 }),
  },
  instances: {
    create: async () => ({ ...instance, id: 5, phone: null, status: 'waiting_scan', isReplayed: false }),
    list: async () => [instance],
    get: async () => instance,
    qr: async () => ({ status: 'waiting_scan', statusReason: null, phone: null, qr: '2@a', expiresAt: time }),
    update: async () => instance,
    pairingCode: async () => ({ code: 'ABCD1234', phone: '201093619140' }),
    pause: async () => instance,
    resume: async () => instance,
    restart: async () => instance,
    logout: async () => instance,
    clearQueue: async () => ({ cancelled: 0 }),
    delete: async () => undefined,
  },
  contacts: {
    check: async () => ({
      instanceStatus: 'connected',
      contacts: [{ phone: '5511987654321', status: 'exists', waPhone: '551187654321', checkedAt: time }],
    }),
  },
  events: {
    read: async () => ({ events: [], next: 0, hasMore: false, hasGap: false }),
    stream: async () => ({
      position: 9,
      ended: new AbortController().signal,
      async *[Symbol.asyncIterator]() {
        yield* streamed
      },
    }),
  },
  usage: async () => ({ monthly: usageOf, daily: usageOf }),
}

const shop: Account = {
  id: 2,
  name: 'shop',
  plan: { monthlyMessages: 1000, dailyMessages: null, instances: 2 },
  timeZone: 'Africa/Cairo',
  isDisabled: false,
  createdAt: time,
}

const apiKey: ApiKey = {
  id: 1,
  accountId: 1,
  name: null,
  prefix: 'khb_4fZk1x',
  scopes: ['read', 'send'],
  instanceIds: [1],
  expiresAt: null,
  lastUsedAt: time,
  createdAt: time,
  revokedAt: null,
}

const notAsked = async (): Promise<never> => {
  throw new Error('No route asks for this.')
}

const core: Khabeer = {
  ...account,
  start: notAsked,
  stop: notAsked,
  ready: notAsked,
  health: async () => ({ isReady: true, reason: null }),
  metrics: { read: notAsked, countRequest: () => undefined },
  defaultAccountId: 1,
  account: () => account,
  accounts: {
    create: async () => shop,
    list: async () => [shop],
    get: async () => shop,
    update: async () => shop,
    disable: async () => ({ ...shop, isDisabled: true }),
    enable: async () => shop,
  },
  apiKeys: {
    create: async () => ({ apiKey, key: 'khb_…' }),
    get: async () => apiKey,
    list: async () => [apiKey],
    update: async () => apiKey,
    rotate: async () => ({ apiKey, key: 'khb_…', replaced: { ...apiKey, expiresAt: time } }),
    revoke: async () => undefined,
    authenticate: notAsked,
  },
  on: () => () => undefined,
}

const answerOf = async (line: string): Promise<unknown> => {
  const route = createRoutes().find(({ method, path }) => `${method} ${path}` === line)
  if (route === undefined) throw new Error(`There is no ${line}.`)
  const answer = await route.run({
    account,
    core,
    actor: { accountId: 1, apiKeyId: 1, scopes: ['manage'], instanceIds: null, expiresAt: null },
    isAdmin: true,
    now: () => 0,
    params: { id: 1, key_id: 1 },
    query: {},
    body: route.example.body,
    prefix: '',
    headers: {},
    signal: new AbortController().signal,
  })
  return answer instanceof AnswerWithHeaders ? answer.value : answer
}

const textsOf = async (line: string): Promise<readonly string[]> => {
  const answer = await answerOf(line)
  if (!(answer instanceof StreamAnswer)) throw new Error('no stream')
  const texts: string[] = []
  const opened = await answer.source.open(new AbortController().signal)
  for await (const text of opened.texts) texts.push(text)
  return texts
}

/** What a route answers, as its schema has it: of a stream, the data of each event. */
const valuesOf = async (line: string): Promise<readonly unknown[]> => {
  const answer = await answerOf(line)
  if (!(answer instanceof StreamAnswer)) return [answer]
  return (await textsOf(line)).flatMap(
    (text) =>
      /^data: (.+)$/m
        .exec(text)
        ?.slice(1)
        .map((data) => JSON.parse(data)) ?? [],
  )
}

/** The routes that answer JSON. */
const jsonRoutes = createRoutes().filter(({ path }) => path !== '/metrics')

test.each(jsonRoutes.map((route) => ({ line: `${route.method} ${route.path}`, route })))(
  '$line answers as its schema says, field by field',
  async ({ line, route }) => {
    const values = await valuesOf(line)

    expect(values.length).toBeGreaterThan(0)
    for (const value of values) expect(route.response.parse(value)).toEqual(value)
  },
)

test.each(createRoutes().map((route) => ({ line: `${route.method} ${route.path}`, route })))(
  '$line has an example of what it takes and gives',
  ({ route }) => {
    const { body, response } = route.example ?? {}

    expect(body === undefined).toBe(route.body === undefined)
    if (route.body !== undefined) expect(route.body.parse(body)).toEqual(body)
    expect(route.response.parse(response)).toEqual(response)
  },
)

test('a message is shown with the documented fields, and more beside them', async () => {
  expect(await answerOf('GET /messages/{id}')).toEqual({
    id: 123,
    to_phone: '201001234567',
    type: 'text',
    status: 'sent',
    error: null,
    queued_at: '2026-06-23T14:00:00.000Z',
    sent_at: '2026-06-23T14:00:02.000Z',
    instance_id: 1,
    error_code: null,
    held_reason: null,
    attempts: 1,
    next_attempt_at: null,
    priority: 'high',
    send_at: null,
    expires_at: '2026-06-23T14:00:00.000Z',
    retry_of: 122,
    delivered_at: null,
    read_at: null,
    played_at: null,
  })
})

test('an instance is shown with the documented fields, and more beside them', async () => {
  expect(await answerOf('GET /instances/{id}')).toEqual({
    id: 1,
    name: 'Main Store Number',
    phone: '201093619140',
    status: 'restricted',
    created_at: '2026-06-20T10:00:00.000Z',
    status_reason: null,
    restriction: { type: 'timelock', until: '2026-06-23T14:00:00.000Z' },
    connected_at: '2026-06-23T14:00:00.000Z',
    held_reason: 'quiet_hours',
    held_until: '2026-06-23T14:00:00.000Z',
    queued: 12,
    queued_more: false,
    oldest_queued_at: '2026-06-23T14:00:00.000Z',
    pacing: { messages: 5, per_ms: 60_000, warm_up: { first_day: 20, days: 14 }, daily_messages: 200 },
    metadata: { city: 'Cairo' },
  })
})

test('usage is shown as documented, with the time of the reset beside it', async () => {
  const part = { used: 320, limit: 1000, remaining: 680, percentage: 32, reset_at: '2026-06-23T14:00:00.000Z' }

  expect(await answerOf('GET /usage')).toEqual({ monthly: part, daily: part })
})

test('a stream tells where to come back to, each event by its name, and where nothing is missing', async () => {
  const texts = await textsOf('GET /events')

  expect(texts.map((text) => text.replace(/^data: .+$/m, 'data'))).toEqual([
    'retry: 3000\nid: 9\n:\n\n',
    'id: 9\nevent: stream.gap\ndata\n\n',
    'id: 10\nevent: message.failed\ndata\n\n',
    'id: 11\nevent: instance.status\ndata\n\n',
    'event: instance.qr\ndata\n\n',
    'id: 12\n:\n\n',
  ])
})
