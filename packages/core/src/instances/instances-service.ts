import type { Clock } from '../clock.ts'
import { counted } from '../errors/counted.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope } from '../facade.ts'
import { keyReused } from '../messages/accept-refusal.ts'
import { toIdempotency } from '../messages/idempotency-key.ts'
import type { AccountStorage } from '../storage/account-storage.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { MessageChange } from '../storage/message-store.ts'
import { toInstance } from './instance.ts'
import type { InstanceDetails } from './instance-details.ts'
import { toInstanceDetails } from './instance-details.ts'
import { readChanges, readName } from './instance-settings.ts'
import { createInstanceWatch, existing } from './instance-watch.ts'
import { createLinkingCalls } from './linking-calls.ts'

/** How long a call waits for the owner to begin with a restart, and to unlink a number. */
const restartMs = 5_000
const logoutMs = 30_000
/** How far a queue is counted. */
const countedMessages = 1_000
/** How many messages are withdrawn in one transaction. */
const clearBatch = 100

type InstancesService = AccountScope['instances']

/** Builds the calls on one account's instances. HTTP and code read nothing but the row. */
export const createInstancesService = (input: {
  readonly storage: AccountStorage
  readonly clock: Clock
  readonly accountId: number
  readonly onMessageChange: (change: MessageChange) => void
}): InstancesService => {
  const { storage, clock, accountId, onMessageChange } = input

  const watch = createInstanceWatch(input)

  const depths = (instanceId?: number) => storage.instances.depths(accountId, { instanceId, limit: countedMessages })

  const withQueue = async (row: InstanceRecord): Promise<InstanceDetails> =>
    toInstanceDetails(row, (await depths(row.id))[0])

  return {
    create: async ({ name: given, idempotencyKey }) => {
      const name = readName(given)
      const idempotency = idempotencyKey === undefined ? undefined : toIdempotency(idempotencyKey, 'create', name)
      const outcome = await storage.instances.create({ accountId, name, at: clock.now(), idempotency })
      switch (outcome.kind) {
        case 'created':
          return { ...toInstance(outcome.instance), isReplayed: false }
        case 'replayed':
          return { ...toInstance(outcome.instance), isReplayed: true }
        case 'key_reused':
          throw keyReused()
        case 'limit_reached':
          throw new KhabeerError(
            'instance_limit_reached',
            `The plan allows no more than ${counted(outcome.limit, 'instance')}. Delete one first, or ask for a larger plan.`,
            { details: { limit: outcome.limit } },
          )
        case 'account_disabled':
          throw new KhabeerError(
            'account_disabled',
            'The account is disabled. Ask whoever runs this server to enable it.',
          )
        case 'account_not_found':
          throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      }
    },

    list: async () => {
      const [rows, queues] = await Promise.all([storage.instances.list(accountId), depths()])
      const byId = new Map(queues.map((queue) => [queue.instanceId, queue]))
      return rows.map((row) => toInstanceDetails(row, byId.get(row.id)))
    },

    get: async (id) => withQueue(existing(await storage.instances.get(accountId, id), id)),

    update: async (id, input) => {
      const changes = readChanges(input)
      return withQueue(existing(await storage.instances.configure(accountId, id, changes), id))
    },

    ...createLinkingCalls({ ...input, watch }),

    restart: async (id) => {
      existing(await storage.instances.requestRestart(accountId, id, clock.now()), id)
      const signal = new AbortController().signal
      return withQueue(await watch.until(id, ({ wish }) => wish !== 'restart', { waitMs: restartMs, signal }))
    },

    logout: async (id) => {
      existing(await storage.instances.requestLogout(accountId, id), id)
      const signal = new AbortController().signal
      return withQueue(await watch.until(id, ({ wish }) => wish !== 'logout', { waitMs: logoutMs, signal }))
    },

    pause: async (id) => withQueue(existing(await storage.instances.pause(accountId, id, clock.now()), id)),

    resume: async (id) => {
      const row = existing(await storage.instances.resume(accountId, id), id)
      // A number that gave up is tried again, as it is when somebody asks for its code.
      if (row.isLinked && row.status === 'failed') await storage.instances.requestQr(accountId, id, clock.now())
      return withQueue(row)
    },

    clearQueue: async (id) => {
      const at = clock.now()
      let cancelled = 0
      while (true) {
        const batch = existing(await storage.messages.clear(accountId, id, { at, limit: clearBatch }), id)
        batch.changes.forEach(onMessageChange)
        cancelled += batch.changes.length
        if (batch.isDone) return { cancelled }
      }
    },

    delete: async (id) => {
      const deleted = existing(await storage.instances.delete(accountId, id, clock.now()), id)
      deleted.changes.forEach(onMessageChange)
    },
  }
}
