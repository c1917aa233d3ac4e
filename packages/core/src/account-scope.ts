import { LRUCache } from 'lru-cache'
import { toUsage } from './accounts/usage.ts'
import type { Clock } from './clock.ts'
import { KhabeerError } from './errors/khabeer-error.ts'
import type { AccountScope } from './facade.ts'
import { guarded } from './guarded.ts'
import { createContactsService } from './instances/contacts-service.ts'
import { createInstancesService } from './instances/instances-service.ts'
import type { AcceptService } from './messages/accept-service.ts'
import { createMessagesService } from './messages/messages-service.ts'
import type { createSendService } from './messages/send-service.ts'
import type { MessageChange } from './storage/message-store.ts'
import type { Storage } from './storage/storage.ts'

/** What the calls of every account share. */
export interface AccountScopeOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly sending: ReturnType<typeof createSendService>
  readonly accept: AcceptService
  readonly onMessageChange: (change: MessageChange) => void
  /** Throws unless calls may be made now. */
  readonly assertStarted: () => void
}

/** Builds a giver of accounts' calls. It keeps them, because building them costs a request more than reading its message does. */
export const createAccountScopes = (options: AccountScopeOptions): ((accountId: number) => AccountScope) => {
  const scopes = new LRUCache<number, AccountScope>({
    max: 1_000,
    memoMethod: (accountId) =>
      guarded(createAccountScope(options, accountId), options.clock, async () => options.assertStarted()),
  })
  return (accountId) => scopes.memo(accountId)
}

const createAccountScope = (options: AccountScopeOptions, accountId: number): AccountScope => {
  const { storage, clock, sending } = options
  return {
    send: (message, how) => sending.send(accountId, message, how),
    sendBulk: (bulk, how) => sending.sendBulk(accountId, bulk, how),
    messages: createMessagesService({ ...options, accountId }),
    instances: createInstancesService({ ...options, accountId }),
    contacts: createContactsService({ ...options, accountId }),
    usage: async () => {
      const record = await storage.usage.read(accountId, clock.now())
      if (record === null) throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      return toUsage(record)
    },
  }
}
