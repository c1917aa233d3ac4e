import { createRequire, syncBuiltinESMExports } from 'node:module'

interface AsyncStore {
  run(store: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]): unknown
  getStore(): unknown
}

/**
 * Makes every AsyncLocalStorage of this thread a view of one real one. The client creates one per socket and never
 * disables it; on Node 20 each of them slows every `await` of the thread for good.
 */
export const shareAsyncLocalStorage = (): void => {
  const asyncHooks: { AsyncLocalStorage: new () => AsyncStore } = createRequire(import.meta.url)('node:async_hooks')
  asyncHooks.AsyncLocalStorage = sharedStorageClass(new asyncHooks.AsyncLocalStorage())
  syncBuiltinESMExports()
}

/** Builds a stand-in for AsyncLocalStorage whose instances keep their stores side by side in `real`. */
export const sharedStorageClass = (real: AsyncStore): (new () => AsyncStore) => {
  const stores = (): ReadonlyMap<unknown, unknown> => {
    const current = real.getStore()
    return current instanceof Map ? current : new Map()
  }

  return class SharedAsyncStorage implements AsyncStore {
    run(store: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) {
      return real.run(new Map(stores()).set(this, store), work, ...args)
    }

    exit(work: (...args: unknown[]) => unknown, ...args: unknown[]) {
      const others = new Map(stores())
      others.delete(this)
      return real.run(others, work, ...args)
    }

    getStore() {
      return stores().get(this)
    }

    disable() {
      // Nothing to give back: the real storage serves all.
    }
  }
}
