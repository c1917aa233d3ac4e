import type { Storage } from '@khabeer/core'
import { StorageError } from '@khabeer/core'

/** What goes wrong with one call of a storage. */
export type StorageTrouble =
  /** It is refused and nothing is done. */
  | { readonly kind: 'refuse'; readonly code: 'storage_failed' | 'storage_busy' | 'storage_full' }
  /** It is done, and its caller is told that it failed. */
  | { readonly kind: 'lose_answer' }
  /** It hangs for a while, and then is done or fails. */
  | { readonly kind: 'hang'; readonly delayMs: number; readonly isRefused: boolean }

const stores = [
  'messages',
  'instances',
  'credentials',
  'recipients',
  'leases',
  'accounts',
  'apiKeys',
  'usage',
  'retention',
] as const

/** Builds a storage that asks before each call of a verb what goes wrong with it, and changes nothing else. */
export const troubledStorage = (storage: Storage, nextTrouble: () => StorageTrouble | null): Storage =>
  new Proxy(storage, {
    get: (target, name) => {
      const store = stores.find((candidate) => candidate === name)
      // A getter of the storage must see the storage itself.
      return store === undefined ? Reflect.get(target, name, target) : troubledStore(target[store], nextTrouble)
    },
  })

const troubledStore = (verbs: object, nextTrouble: () => StorageTrouble | null): object =>
  new Proxy(verbs, {
    get: (target, name) => {
      const verb: unknown = Reflect.get(target, name, target)
      if (typeof verb !== 'function') return verb
      return async (...args: readonly unknown[]) => {
        const run = (): unknown => Reflect.apply(verb, target, args)
        const trouble = nextTrouble()
        if (trouble === null) return run()
        switch (trouble.kind) {
          case 'refuse':
            throw new StorageError(trouble.code, 'The storage refuses this call.')
          case 'lose_answer':
            await run()
            throw new StorageError('storage_failed', 'The answer of the storage is lost.')
          case 'hang':
            await new Promise((resolve) => setTimeout(resolve, trouble.delayMs))
            if (trouble.isRefused) throw new StorageError('storage_failed', 'The storage did not answer in time.')
            return run()
        }
      }
    },
  })
