import { LRUCache } from 'lru-cache'
import type { AccountBounds } from './accounts/account.ts'
import { boundedStorage } from './accounts/bounded-storage.ts'
import { toUsage } from './accounts/usage.ts'
import type { Clock } from './clock.ts'
import { KhabeerError } from './errors/khabeer-error.ts'
import type { AccountScope } from './facade.ts'
import type { AccountFeed } from './feed/bounded-feed.ts'
import { boundedFeed } from './feed/bounded-feed.ts'
import { guarded } from './guarded.ts'
import { createContactsService } from './instances/contacts-service.ts'
import { createInstancesService } from './instances/instances-service.ts'
import type { AcceptService } from './messages/accept-service.ts'
import { createMessagesService } from './messages/messages-service.ts'
import type { MediaUrlJudge } from './messages/read-message.ts'
import { createSendService } from './messages/send-service.ts'
import type { AccountStorage } from './storage/account-storage.ts'
import type { MessageChange } from './storage/message-store.ts'

/** What the calls of every account share. */
export interface AccountScopeOptions {
  readonly storage: AccountStorage
  readonly clock: Clock
  /** Builds the step that accepts messages into a storage. */
  readonly acceptInto: (storage: AccountStorage) => AcceptService
  readonly judgeMediaUrl: MediaUrlJudge
  readonly onMessageChange: (change: MessageChange) => void
  readonly feed: AccountFeed
  /** Throws unless calls may be made now. */
  readonly assertStarted: () => void
}

/** Gives the calls of an account, or of some of its instances. */
export type AccountScopes = (accountId: number, bounds?: AccountBounds) => AccountScope

/** Builds a giver of accounts' calls. It keeps them, because building them costs a request more than reading its message does. */
export const createAccountScopes = (options: AccountScopeOptions): AccountScopes => {
  const scopes = new LRUCache<number | string, AccountScope>({ max: 1_000 })

  const build = (accountId: number, instanceIds: readonly number[] | null): AccountScope => {
    if (instanceIds === null) return createAccountScope(options, accountId)
    const storage = boundedStorage(options.storage, instanceIds)
    const feed = boundedFeed(options.feed, instanceIds)
    const scope = createAccountScope({ ...options, storage, feed }, accountId)
    return { ...scope, instances: { ...scope.instances, create: refuseToCreate } }
  }

  return (accountId, { instanceIds = null } = {}) => {
    const name = instanceIds === null ? accountId : `${accountId}: ${instanceIds.join()}`
    const known = scopes.get(name)
    if (known !== undefined) return known
    const scope = guarded(build(accountId, instanceIds), options.clock, async () => options.assertStarted())
    scopes.set(name, scope)
    return scope
  }
}

/** It would not see what it made. */
const refuseToCreate = async (): Promise<never> => {
  throw new KhabeerError(
    'scope_missing',
    'Whoever sees only some instances cannot create others. Use an API key without a list of instances.',
    { details: { scope: 'manage' } },
  )
}

const createAccountScope = (options: AccountScopeOptions, accountId: number): AccountScope => {
  const { storage, clock, judgeMediaUrl, acceptInto, feed } = options
  const accept = acceptInto(storage)
  const sending = createSendService({ clock, judgeMediaUrl, accept })
  return {
    send: (message, how) => sending.send(accountId, message, how),
    sendBulk: (bulk, how) => sending.sendBulk(accountId, bulk, how),
    messages: createMessagesService({ ...options, accept, accountId }),
    instances: createInstancesService({ ...options, accountId }),
    contacts: createContactsService({ ...options, accountId }),
    events: {
      read: (input) => feed.read(accountId, input),
      stream: (input) => feed.stream(accountId, input),
    },
    usage: async () => {
      const record = await storage.usage.read(accountId, clock.now())
      if (record === null) throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      return toUsage(record)
    },
  }
}
