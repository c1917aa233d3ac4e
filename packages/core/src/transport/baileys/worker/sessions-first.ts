import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import type { SignalDataSet, SignalKeyStore, SignalRepositoryWithLIDStore } from '@whiskeysockets/baileys'

type Sessions = NonNullable<SignalDataSet['session']>

/**
 * Stores the sessions that a message was encrypted with before the client is handed the ciphertext, and so before any
 * of it can leave. The client commits them only after its write: after a crash in between, the next message would be
 * encrypted with a key that the recipient has seen, and could not be read.
 *
 * A session that is stored and whose message then never leaves is ahead by one key, which Signal allows for.
 */
export interface SessionsFirst {
  /** The keys for the client's Signal repository, with an eye on what each encryption changes. */
  watch<Keys extends SignalKeyStore>(keys: Keys): Keys
  /** The repository that gives out no ciphertext before its session is stored. */
  guard(repository: SignalRepositoryWithLIDStore): SignalRepositoryWithLIDStore
}

/** Creates one for a socket; `store` is where the client's transactions end. */
export const createSessionsFirst = (store: SignalKeyStore): SessionsFirst => {
  const changes = new AsyncLocalStorage<Sessions>()
  let gathering: { readonly sessions: Sessions; readonly stored: Promise<void> } | undefined

  const storeGathered = async (sessions: Sessions) => {
    // A message is encrypted for all devices at once: their sessions become one write.
    await setImmediate()
    gathering = undefined
    await store.set({ session: sessions })
  }

  const toBeStored = (): NonNullable<typeof gathering> => {
    if (gathering !== undefined) return gathering
    const sessions: Sessions = {}
    gathering = { sessions, stored: storeGathered(sessions) }
    return gathering
  }

  return {
    watch: (keys) => ({
      ...keys,
      set: async (data: SignalDataSet) => {
        await keys.set(data)
        const changed = changes.getStore()
        if (changed !== undefined) Object.assign(changed, data.session)
      },
    }),
    guard: (repository) => ({
      ...repository,
      encryptMessage: async (message) => {
        const changed: Sessions = {}
        const encrypted = await changes.run(changed, () => repository.encryptMessage(message))
        const { sessions, stored } = toBeStored()
        Object.assign(sessions, changed)
        await stored
        return encrypted
      },
    }),
  }
}
