import { toUsage } from './accounts/usage.ts'
import type { Clock } from './clock.ts'
import { KhabeerError } from './errors/khabeer-error.ts'
import type { AccountScope } from './facade.ts'
import { createInstancesService } from './instances/instances-service.ts'
import { toMessage } from './messages/message.ts'
import type { createSendService } from './messages/send-service.ts'
import type { MessageChange } from './storage/message-store.ts'
import type { Storage } from './storage/storage.ts'

/** Builds the calls of one account. */
export const createAccountScope = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly accountId: number
  readonly sending: ReturnType<typeof createSendService>
  readonly onMessageChange: (change: MessageChange) => void
}): AccountScope => {
  const { storage, clock, accountId, sending } = input
  return {
    send: (message) => sending.send(accountId, message),
    sendBulk: (bulk) => sending.sendBulk(accountId, bulk),
    messages: {
      get: async (id) => {
        const record = await storage.messages.get(accountId, id)
        if (record === null) throw new KhabeerError('message_not_found', `There is no message ${id}.`)
        return toMessage(record)
      },
    },
    instances: createInstancesService(input),
    usage: async () => {
      const record = await storage.usage.read(accountId, clock.now())
      if (record === null) throw new KhabeerError('account_not_found', `There is no account ${accountId}.`)
      return toUsage(record)
    },
  }
}
