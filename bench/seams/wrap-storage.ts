import type { Storage } from '@khabeer/core'

/** One call of a verb: what it is given, and the verb itself. */
export interface VerbCall {
  /** Such as `messages.claim`. */
  readonly verb: string
  readonly args: readonly unknown[]
  run(args: readonly unknown[]): Promise<unknown>
}

const stores = ['messages', 'instances', 'leases', 'credentials', 'recipients'] as const

/** Builds a storage whose verbs about instances, their leases and messages go through `around`. */
export const wrapStorage = (storage: Storage, around: (call: VerbCall) => Promise<unknown>): Storage =>
  new Proxy(storage, {
    get: (target, name) => {
      const store = stores.find((candidate) => candidate === name)
      // A getter of the storage must see the storage itself.
      return store === undefined ? Reflect.get(target, name, target) : wrapStore(store, target[store], around)
    },
  })

const wrapStore = (store: string, verbs: object, around: (call: VerbCall) => Promise<unknown>): object =>
  new Proxy(verbs, {
    get: (target, name) => {
      const verb: unknown = Reflect.get(target, name, target)
      if (typeof verb !== 'function') return verb
      return (...args: readonly unknown[]) =>
        around({ verb: `${store}.${String(name)}`, args, run: async (given) => Reflect.apply(verb, target, given) })
    },
  })
