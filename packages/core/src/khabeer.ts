import { createAccountScopes } from './account-scope.ts'
import { createAccountsService } from './accounts/accounts-service.ts'
import { createApiKeysService } from './accounts/api-keys-service.ts'
import { createAuthenticator } from './accounts/authenticator.ts'
import { createOpenStorage } from './accounts/open-storage.ts'
import type { Engine } from './engine.ts'
import { startEngine } from './engine.ts'
import { createEmitter } from './events/emitter.ts'
import type { KhabeerEvents } from './events/events.ts'
import type { AccountScope, Khabeer } from './facade.ts'
import { createEventFeed } from './feed/event-feed.ts'
import { guarded } from './guarded.ts'
import { createHealth } from './health/health.ts'
import { toInstance } from './instances/instance.ts'
import { createLifecycle } from './lifecycle.ts'
import { checkMediaUrl } from './media/media-url.ts'
import { createAcceptService } from './messages/accept-service.ts'
import { toMessage } from './messages/message.ts'
import { createMeter } from './metrics/meter.ts'
import type { KhabeerOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'
import type { AccountStorage } from './storage/account-storage.ts'
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
  const opened = createOpenStorage(storage, clock, resolved.defaultAccount)
  const { defaultAccountId } = opened
  const feed = createEventFeed({ storage, clock, logger })
  let engine: Engine | null = null

  const meter = createMeter(resolved.metrics, {
    depths: storage.instances.depths,
    clock,
    owned: () => engine?.owned() ?? [],
  })

  const onMessageChange = (change: MessageChange) => {
    const { after } = change
    meter.messages.changed(change)
    emitter.emit(`message.${after.status}`, { accountId: after.accountId, message: toMessage(after) })
  }

  const lifecycle = createLifecycle({
    start: async () => {
      await opened.open()
      // A process that only accepts never loads the WhatsApp client.
      if (resolved.role === 'api') return
      engine = await startEngine(resolved, {
        onMessageChange,
        onInstanceStatus: (row) => {
          meter.instances.stands(row)
          emitter.emit('instance.status', { accountId: row.accountId, instance: toInstance(row) })
        },
        onQr: ({ accountId, id }, qr, expiresAt) =>
          emitter.emit('instance.qr', { accountId, instanceId: id, qr, expiresAt: new Date(expiresAt) }),
      })
    },
    stop: async () => {
      try {
        feed.endStreams()
        await engine?.stop()
      } finally {
        await feed.stop()
        meter.close()
        await authenticator.close()
        await storage.close()
      }
    },
  })
  const authenticator = createAuthenticator({ storage, clock, ownKey: resolved.apiKey, defaultAccountId })
  const acceptInto = (into: AccountStorage) =>
    createAcceptService({
      storage: into,
      clock,
      onAccepted: (accountId, message) => {
        meter.messages.accepted()
        emitter.emit('message.queued', { accountId, message })
      },
    })
  const judgeMediaUrl = (url: string) => checkMediaUrl(url, resolved.media.allow)
  const { assertStarted } = lifecycle
  const account = createAccountScopes({
    storage,
    clock,
    judgeMediaUrl,
    acceptInto,
    feed,
    onMessageChange,
    assertStarted,
  })
  // The default account's id is known only once the storage is open.
  const own = (): AccountScope => {
    assertStarted()
    return account(defaultAccountId())
  }
  const apiKeys = createApiKeysService({ storage, clock, defaultAccountId })
  const needsStorage = async (): Promise<void> => {
    lifecycle.assertNotStopped()
    await opened.open()
  }

  return {
    ...guarded({ start: lifecycle.start, stop: lifecycle.stop, ready: lifecycle.ready }, clock),
    health: createHealth({
      trouble: lifecycle.trouble,
      readStorage: async () => storage.accounts.get(defaultAccountId()),
      clock,
    }),
    metrics: { read: meter.read, countRequest: meter.countRequest },
    get defaultAccountId() {
      return defaultAccountId()
    },
    account,
    send: async (input, how) => own().send(input, how),
    sendBulk: async (input, how) => own().sendBulk(input, how),
    messages: {
      get: async (id) => own().messages.get(id),
      list: async (query) => own().messages.list(query),
      events: async (id) => own().messages.events(id),
      cancel: async (id) => own().messages.cancel(id),
      cancelQueued: async (query) => own().messages.cancelQueued(query),
      retry: async (id, options) => own().messages.retry(id, options),
    },
    instances: {
      create: async (input) => own().instances.create(input),
      list: async () => own().instances.list(),
      get: async (id) => own().instances.get(id),
      update: async (id, changes) => own().instances.update(id, changes),
      qr: async (id, wait) => own().instances.qr(id, wait),
      pairingCode: async (id, input) => own().instances.pairingCode(id, input),
      pause: async (id) => own().instances.pause(id),
      resume: async (id) => own().instances.resume(id),
      restart: async (id) => own().instances.restart(id),
      logout: async (id) => own().instances.logout(id),
      clearQueue: async (id) => own().instances.clearQueue(id),
      delete: async (id) => own().instances.delete(id),
    },
    contacts: { check: async (input, wait) => own().contacts.check(input, wait) },
    events: {
      read: async (input) => own().events.read(input),
      stream: async (input) => own().events.stream(input),
    },
    usage: async () => own().usage(),
    accounts: guarded(createAccountsService({ storage, clock }), clock, needsStorage),
    apiKeys: guarded({ ...apiKeys, authenticate: authenticator.authenticate }, clock, needsStorage),
    on: emitter.on,
  }
}
