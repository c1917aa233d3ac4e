import type { SqlValue } from '../../packages/core/src/storage/sql/prepared-query.ts'
import type { SqlProgram } from '../../packages/core/src/storage/sql/program.ts'
import type { SqlDriver } from '../../packages/core/src/storage/sql/sql-driver.ts'
import type { Storage } from '../../packages/core/src/storage/storage.ts'
import { dayMs, lateMs } from './large-database.ts'

/** A statement that a verb ran, with what was bound to it. */
export interface RecordedStatement {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** A driver that notes what runs through it. */
export interface RecordingDriver {
  readonly driver: SqlDriver
  /** Gives what ran since the last call, each text once. */
  take(): readonly RecordedStatement[]
}

/** Wraps a driver. */
export const recordingDriver = (driver: SqlDriver): RecordingDriver => {
  let noted = new Map<string, RecordedStatement>()

  function* noting<T>(program: SqlProgram<T>): SqlProgram<T> {
    let step = program.next()
    while (step.done !== true) {
      const { query, values } = step.value
      if (!noted.has(query.sql)) noted.set(query.sql, { sql: query.sql, values })
      step = program.next(yield step.value)
    }
    return step.value
  }

  return {
    driver: {
      ...driver,
      write: (program) => driver.write(() => noting(program())),
      writeOne: (program) => driver.writeOne(() => noting(program())),
      read: (program) => driver.read(() => noting(program())),
    },
    take: () => {
      const statements = [...noted.values()]
      noted = new Map()
      return statements
    },
  }
}

/** Every verb that is called for each message, login, request, prolongation or sweep, and an index it must use. */
export const hotVerbs = {
  acquire: null,
  renew: null,
  census: null,
  news: 'khabeer_messages_ready',
  accept: null,
  acceptAgain: null,
  acceptByItself: null,
  claim: 'khabeer_messages_ready',
  claimRestricted: 'khabeer_messages_parked',
  postpone: null,
  release: 'khabeer_messages_parked_for',
  inbound: 'khabeer_messages_parked_to',
  cancel: null,
  clear: 'khabeer_messages_ready',
  expire: 'khabeer_messages_expiry',
  markSending: null,
  unsettled: 'khabeer_messages_sending',
  markResending: null,
  advance: 'khabeer_messages_wa_id',
  fail: null,
  refuse: 'khabeer_messages_wa_id',
  built: 'khabeer_messages_wa_id',
  get: null,
  depths: 'khabeer_messages_parked_for',
  depth: 'khabeer_messages_ready',
  wanted: 'khabeer_recipients_wanted',
  list: 'khabeer_messages_listed',
  listOfInstance: 'khabeer_messages_listed_from',
  listOfRecipient: 'khabeer_messages_listed_to',
  listOfError: 'khabeer_messages_listed_for',
  cancelQueued: 'khabeer_messages_listed',
  cancelOfInstance: 'khabeer_messages_listed_from',
  cancelOfRecipient: 'khabeer_messages_listed_to',
  events: 'khabeer_events_message',
  usage: 'khabeer_usage_period',
  authenticate: null,
  apiKey: null,
  recipient: 'khabeer_recipients_id',
  credentials: 'khabeer_credentials_id',
  followEvents: null,
  readEvents: null,
  resumeEvents: null,
  pruneBodies: 'khabeer_messages_ended',
  pruneMessages: 'khabeer_messages_ended',
  pruneEvents: null,
  pruneKeys: 'khabeer_idempotency_age',
} as const satisfies Readonly<Record<string, string | null>>

/** The name of a hot verb. */
export type HotVerb = keyof typeof hotVerbs

/** Runs every hot verb on a large database, and gives what each ran. */
export const recordHotVerbs = async (
  { take }: RecordingDriver,
  storage: Storage,
): Promise<ReadonlyMap<HotVerb, readonly RecordedStatement[]>> => {
  const at = lateMs
  const owner = { ownerId: 'plans', ttlMs: 3_600_000 }
  const leases = await storage.leases.acquire({ ...owner, limit: 1_000 })
  const lease = leases[0]
  const idle = leases.at(-1)
  if (lease === undefined || idle === undefined) throw new Error('There are no instances to own.')
  const { instanceId } = lease
  const waMessageId = '3EB0PLANS'
  const claimed = await storage.messages.claim(lease, at)
  if (claimed.kind !== 'message') throw new Error('There is no message to send.')
  const messageId = claimed.message.id
  const failure = { code: 'x', error: 'x', at }
  const batch = { before: at, limit: 500, after: 0 }
  const built = Uint8Array.of(1)
  const accept = (key: string, id: string) =>
    storage.messages.accept({
      accountId: 1,
      instanceId,
      at,
      idempotency: { key, route: 'send', bodyHash: 'h' },
      messages: [{ waMessageId: id, recipient: '2010', type: 'text', content: { text: 'Hello' } }],
    })

  const calls: Readonly<Record<HotVerb, () => Promise<unknown>>> = {
    acquire: () => storage.leases.acquire({ ...owner, limit: 1 }),
    renew: () => storage.leases.renew({ ...owner, maxInstances: null }),
    census: () => storage.leases.census(owner),
    news: () => storage.leases.news(owner),
    accept: () => accept('plans', waMessageId),
    acceptAgain: () => accept('plans', '3EB0AGAIN'),
    acceptByItself: async () => {
      // Where accepts go together, one whose account has just changed does not.
      await storage.accounts.update(1, { timeZone: 'Africa/Cairo' })
      await accept('other plans', '3EB0ITSELF')
    },
    claim: async () => {
      await storage.messages.claim(lease, at)
      await storage.messages.claim(idle, at)
    },
    claimRestricted: () => storage.messages.claim(lease, at, { strangersUntil: at + 1, recipientGapMs: 1_000 }),
    release: () => storage.messages.release(lease, 'restricted'),
    inbound: () => storage.recipients.noteInbound(lease, { recipient: '2010', at }),
    cancel: () => storage.messages.cancel(1, messageId + 1, at),
    clear: async () => {
      const other = leases[1]?.instanceId ?? instanceId
      await storage.messages.clear(1, other, { at, limit: 500 })
    },
    expire: () => storage.messages.expire({ at, limit: 100 }),
    postpone: () => storage.messages.postpone(lease, { messageId, nextAttemptAt: at + 1, at }),
    markSending: () => storage.messages.markSending(lease, { messageId, built, address: 'a@b', at }),
    unsettled: () => storage.messages.unsettled(lease),
    markResending: () => storage.messages.markResending(lease, { messageId, at }),
    advance: () => storage.messages.advance(lease, { waMessageId: claimed.message.waMessageId, status: 'sent', at }),
    fail: () => storage.messages.fail(lease, { messageId: messageId + 1, ...failure }),
    refuse: () => storage.messages.refuse(lease, { waMessageId, ...failure }),
    built: () => storage.messages.built(instanceId, waMessageId),
    get: () => storage.messages.get(1, messageId),
    depths: () => storage.instances.depths(1, { limit: 5 }),
    depth: () => storage.instances.depths(1, { instanceId, limit: 100 }),
    wanted: async () => {
      const wanted = { recipients: ['2010', '2011'], at, limit: 100 }
      await storage.recipients.wantLookups(1, instanceId, wanted)
      await storage.recipients.nextWanted(lease, at)
      await storage.recipients.list(instanceId, wanted.recipients)
      await storage.recipients.endWanted(lease, { recipient: '2010' })
    },
    list: () => storage.messages.list(1, { limit: 50, after: { queuedAt: at - 30 * dayMs, id: 1 } }),
    listOfInstance: () =>
      storage.messages.list(1, { limit: 50, instanceId, queuedFrom: at - 60 * dayMs, queuedTo: at - 30 * dayMs }),
    listOfRecipient: () => storage.messages.list(1, { limit: 50, recipient: '201010000007', instanceId }),
    listOfError: () => storage.messages.list(1, { limit: 50, errorCode: 'not_on_whatsapp' }),
    cancelQueued: () => storage.messages.cancelQueued(1, { queuedFrom: at - dayMs }, { at, limit: 100 }),
    cancelOfInstance: () => storage.messages.cancelQueued(1, { instanceId: idle.instanceId }, { at, limit: 100 }),
    cancelOfRecipient: () => storage.messages.cancelQueued(1, { recipient: '201010000007' }, { at, limit: 100 }),
    events: () => storage.messages.events(1, messageId),
    usage: () => storage.usage.read(1, at),
    authenticate: async () => {
      await storage.apiKeys.findByHash('1'.repeat(64))
      await storage.apiKeys.noteUses([{ apiKeyId: 7, at }])
    },
    apiKey: async () => {
      await storage.apiKeys.get(1, 7)
      await storage.apiKeys.update(1, 7, { name: 'Website' }, at)
      await storage.apiKeys.rotate(1, 7, { prefix: 'khb_new', hash: '1'.repeat(64), graceEndsAt: at + 1, at })
      await storage.apiKeys.revoke(1, 7, at)
    },
    recipient: async () => {
      await storage.recipients.get(instanceId, '2010')
      await storage.recipients.saveLookup(lease, { recipient: '2010', lookup: 'found', address: 'a@b', at })
    },
    credentials: async () => {
      await storage.credentials.read(instanceId, 'session', ['1'])
      await storage.credentials.write(lease, [{ type: 'session', id: '1', value: built }])
    },
    followEvents: async () => {
      const { last, writers } = await storage.events.head()
      await storage.events.openWriters([...writers, '1/1'])
      await storage.events.read({ after: last - 500, upTo: last })
      await storage.instances.shownCodes()
    },
    readEvents: () => storage.events.read({ accountId: 1, after: 500, upTo: 1_000 }),
    resumeEvents: () => storage.events.oldest(),
    pruneBodies: () => storage.retention.pruneBodies(batch),
    pruneMessages: () => storage.retention.pruneMessages(batch),
    pruneEvents: () => storage.retention.pruneEvents({ ...batch, orphansBefore: at }),
    pruneKeys: () => storage.retention.pruneKeys(batch),
  }

  const recorded = new Map<HotVerb, readonly RecordedStatement[]>()
  for (const [verb, call] of Object.entries(calls)) {
    take()
    await call()
    // The keys are those of the record above.
    recorded.set(verb as HotVerb, take())
  }
  return recorded
}
