import { LRUCache } from 'lru-cache'
import { createAccountScope } from './account-scope.ts'
import { createAccountsService } from './accounts/accounts-service.ts'
import { createApiKeysService } from './accounts/api-keys-service.ts'
import { createAuthenticator } from './accounts/authenticator.ts'
import { ensureDefaultAccount } from './accounts/default-account.ts'
import type { Engine } from './engine.ts'
import { startEngine } from './engine.ts'
import { KhabeerError } from './errors/khabeer-error.ts'
import { createEmitter } from './events/emitter.ts'
import type { KhabeerEvents } from './events/events.ts'
import type { AccountScope, Khabeer } from './facade.ts'
import { guarded } from './guarded.ts'
import { toInstance } from './instances/instance.ts'
import { createLifecycle } from './lifecycle.ts'
import { checkMediaUrl } from './media/media-url.ts'
import { toMessage } from './messages/message.ts'
import { createSendService } from './messages/send-service.ts'
import type { KhabeerOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'
import type { MessageChange } from './storage/message-store.ts'

/**
 * Builds a Khabeer on a storage; nothing runs before `start()`.
 *
 * Calls on accounts and API keys open the database by themselves, so that they work without a start and own no number;
 * everything else needs `start()`. Throws `invalid_request` naming every option that is wrong.
 *
 * @example
 * ```ts
 * import { createKhabeer } from '@khabeer/core'
 * import { sqliteStorage } from '@khabeer/storage-sqlite'
 *
 * const core = createKhabeer({ storage: sqliteStorage({ file: 'khabeer.db' }) })
 * await core.start()
 * const { id } = await core.send({ instanceId: 1, to: '201001234567', text: 'Your order is ready.' })
 * core.on('message.sent', ({ message }) => message.id === id && core.stop())
 * ```
 */
export const createKhabeer = (options: KhabeerOptions): Khabeer => {
  const resolved = resolveOptions(options)
  const { storage, clock, logger } = resolved
  const emitter = createEmitter<KhabeerEvents>(logger)
  let engine: Engine | null = null
  let opening: Promise<number> | null = null
  let openedAccountId: number | null = null

  const openStorage = async (): Promise<number> => {
    await storage.migrate()
    const account = await ensureDefaultAccount(storage, clock, resolved.defaultAccount)
    openedAccountId = account.id
    return account.id
  }
  const open = (): Promise<number> => {
    opening ??= openStorage().catch((cause: unknown) => {
      opening = null
      throw cause
    })
    return opening
  }
  const defaultAccountId = (): number => {
    if (openedAccountId !== null) return openedAccountId
    throw new KhabeerError('starting', 'Khabeer is not started yet. Call await core.start() first.')
  }

  const onMessageChange = ({ after }: MessageChange) =>
    emitter.emit(`message.${after.status}`, { accountId: after.accountId, message: toMessage(after) })

  const lifecycle = createLifecycle({
    start: async () => {
      await open()
      engine = await startEngine(resolved, {
        onMessageChange,
        onInstanceStatus: (row) =>
          emitter.emit('instance.status', { accountId: row.accountId, instance: toInstance(row) }),
        onQr: (row, qr, expiresAt) =>
          emitter.emit('instance.qr', {
            accountId: row.accountId,
            instanceId: row.id,
            qr,
            expiresAt: new Date(expiresAt),
          }),
      })
    },
    stop: async () => {
      await engine?.stop()
      authenticator.close()
      await storage.close()
    },
  })

  const authenticator = createAuthenticator({ storage, ownKey: resolved.apiKey, defaultAccountId })
  const sending = createSendService({
    storage,
    clock,
    judgeMediaUrl: (url) => checkMediaUrl(url, resolved.media.allow),
    onAccepted: (accountId, message) => emitter.emit('message.queued', { accountId, message }),
  })
  // Kept, because building one costs a request more than checking its message does.
  const scopes = new LRUCache<number, AccountScope>({ max: 1_000 })
  const account = (accountId: number): AccountScope => {
    const known = scopes.get(accountId)
    if (known !== undefined) return known
    const scope = createAccountScope({ storage, clock, accountId, sending, onMessageChange })
    const safe = guarded(scope, clock, async () => lifecycle.assertStarted())
    scopes.set(accountId, safe)
    return safe
  }
  // The default account's id is known only once the storage is open.
  const ownScope = (): AccountScope => {
    lifecycle.assertStarted()
    return account(defaultAccountId())
  }
  const apiKeys = createApiKeysService({ storage, clock, defaultAccountId })
  const needsStorage = async (): Promise<void> => {
    await open()
  }

  return {
    start: lifecycle.start,
    stop: lifecycle.stop,
    ready: lifecycle.ready,
    get defaultAccountId() {
      return defaultAccountId()
    },
    account,
    send: async (input) => ownScope().send(input),
    sendBulk: async (input) => ownScope().sendBulk(input),
    messages: { get: async (id) => ownScope().messages.get(id) },
    instances: {
      create: async (input) => ownScope().instances.create(input),
      list: async () => ownScope().instances.list(),
      get: async (id) => ownScope().instances.get(id),
      qr: async (id, wait) => ownScope().instances.qr(id, wait),
      pairingCode: async (id, input) => ownScope().instances.pairingCode(id, input),
      delete: async (id) => ownScope().instances.delete(id),
    },
    usage: async () => ownScope().usage(),
    accounts: guarded(createAccountsService({ storage, clock }), clock, needsStorage),
    apiKeys: guarded({ ...apiKeys, authenticate: authenticator.authenticate }, clock, needsStorage),
    on: emitter.on,
  }
}
