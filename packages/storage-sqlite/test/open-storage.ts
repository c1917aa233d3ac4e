import { join } from 'node:path'
import type { Storage } from '@khabeer/core/sql'
import type { SqliteStorageOptions } from '@khabeer/storage-sqlite'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { onTestFinished } from 'vitest'
import { temporaryDirectory } from './temporary-directory.ts'

/** The time of every test. */
export const noon = Date.UTC(2026, 10, 23, 12)

type Batch = Parameters<Storage['messages']['accept']>[0]

/** An open storage with one instance to send from. */
export interface OpenStorage {
  readonly storage: Storage
  readonly file: string
  readonly accountId: number
  readonly instanceId: number
  /** Accepts one text under a WhatsApp id. */
  accept(waMessageId: string): ReturnType<Storage['messages']['accept']>
  /** The same in a transaction of a host. */
  acceptIn(transaction: unknown, waMessageId: string): ReturnType<Storage['messages']['accept']>
}

/** Opens a storage on a new file; it is closed when the running test ends. */
export const openStorage = async (
  options: Partial<SqliteStorageOptions> & { readonly dailyMessages?: number } = {},
): Promise<OpenStorage> => {
  const { dailyMessages = null, ...rest } = options
  const file = join(temporaryDirectory(), 'khabeer.db')
  const storage = sqliteStorage({ file, ...rest })
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: null, dailyMessages, instances: null }
  const account = await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  if (account === null) throw new Error('The account was not created.')
  const outcome = await storage.instances.create({ accountId: account.id, name: 'Shop', at: noon })
  if (outcome.kind !== 'created') throw new Error('The instance was not created.')
  const { accountId, id: instanceId } = outcome.instance

  const batchOf = (waMessageId: string): Batch => ({
    accountId,
    instanceId,
    at: noon,
    messages: [{ waMessageId, recipient: '201001234567', type: 'text', content: { text: 'Hello' } }],
  })

  return {
    storage,
    file,
    accountId,
    instanceId,
    accept: (waMessageId) => storage.messages.accept(batchOf(waMessageId)),
    acceptIn: (transaction, waMessageId) => storage.messages.accept({ ...batchOf(waMessageId), transaction }),
  }
}
