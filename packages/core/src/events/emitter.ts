import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'

/** Sends events to the listeners of this process. */
export interface Emitter<Events> {
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void
}

/** Builds an emitter whose listeners can hurt nobody: one that throws or rejects is logged, and the next one is called. */
export const createEmitter = <Events extends object>(logger: Logger): Emitter<Events> => {
  const listeners = new Map<keyof Events, Set<(event: never) => unknown>>()

  const report = (name: keyof Events, cause: unknown) =>
    logger.error({ event: String(name), error: errorFacts(cause) }, 'A listener failed.')

  return {
    emit: (name, event) => {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          // An async listener returns a promise that nobody else would hold.
          Promise.resolve(listener(event as never)).catch((cause: unknown) => report(name, cause))
        } catch (cause) {
          report(name, cause)
        }
      }
    },
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      // A wrapper of its own, so that one function registered twice is called and removed twice.
      const entry = (event: never) => listener(event)
      set.add(entry)
      return () => {
        set.delete(entry)
      }
    },
  }
}
