import { randomBytes } from 'node:crypto'
import type { Storage } from '@khabeer/core/sql'
import type { Attempt, Batch } from './quota-facts.ts'
import type { StorageCall } from './racers.ts'

type Plan = Parameters<Storage['accounts']['create']>[0]['plan']

/** The time of a race, unless it says otherwise. */
export const noon = Date.UTC(2026, 10, 23, 12)
export const dayMs = 86_400_000

/** An account and a number of its own to send from. */
export interface Sender {
  readonly accountId: number
  readonly instanceId: number
}

/** Creates an account; without a limit where the plan names none. */
export const createAccount = async (storage: Storage, plan: Partial<Plan>, timeZone = 'UTC'): Promise<number> => {
  const account = await storage.accounts.create({
    name: randomBytes(6).toString('hex'),
    plan: { dailyMessages: null, monthlyMessages: null, instances: null, ...plan },
    timeZone,
    at: noon,
  })
  if (account === null) throw new Error('The account was not created.')
  return account.id
}

/** Creates an account and an instance of it. */
export const createSender = async (storage: Storage, plan: Partial<Plan>, timeZone?: string): Promise<Sender> => {
  const accountId = await createAccount(storage, plan, timeZone)
  return { accountId, instanceId: await createInstance(storage, accountId) }
}

/** Creates one more instance of an account. */
export const createInstance = async (storage: Storage, accountId: number): Promise<number> => {
  const outcome = await storage.instances.create({ accountId, name: 'Shop', at: noon })
  if (outcome.kind !== 'created') throw new Error('The instance was not created.')
  return outcome.instance.id
}

/** Owns an instance, and moves its messages as its owner does. */
export const ownerOf = async (storage: Storage, { instanceId }: Sender) => {
  const leases = await storage.leases.acquire({ ownerId: 'owner', ttlMs: 600_000, limit: 100 })
  const lease = leases.find((each) => each.instanceId === instanceId)
  if (lease === undefined) throw new Error('Another one owns the instance.')
  return {
    markSending: (messageId: number) =>
      storage.messages.markSending(lease, { messageId, built: Uint8Array.of(1), address: 'a@b', at: noon }),
    fail: (messageId: number) =>
      storage.messages.fail(lease, { messageId, code: 'not_on_whatsapp', error: 'No such number.', at: noon }),
  }
}

/** Has all of them accepted at once. */
export const acceptEach = (storage: Storage, batches: readonly Batch[]): Promise<readonly Attempt[]> =>
  Promise.all(batches.map(async (batch) => ({ batch, answer: await storage.messages.accept(batch) })))

/** Describes messages to accept, with WhatsApp ids that nobody else has. */
export const batchOf = (
  { accountId, instanceId }: Sender,
  { units = 1, key, at = noon }: { readonly units?: number; readonly key?: string; readonly at?: number } = {},
): Batch => ({
  accountId,
  instanceId,
  at,
  messages: Array.from({ length: units }, () => ({
    waMessageId: `3EB0${randomBytes(9).toString('hex').toUpperCase()}`,
    recipient: '201001234567',
    type: 'text',
    content: { text: 'Hello' },
  })),
  ...(key === undefined ? {} : { idempotency: { key, route: 'send', bodyHash: 'the same' } }),
})

/** The same as a call for another process to make. */
export const acceptCall = (sender: Sender, options?: Parameters<typeof batchOf>[1]): StorageCall => ({
  store: 'messages',
  verb: 'accept',
  input: [batchOf(sender, options)],
})
