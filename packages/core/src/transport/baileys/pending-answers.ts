import { fromPlainError } from './plain-error.ts'
import type { Outcome, PlainError } from './thread-messages.ts'

/** The questions that one side of the thread waits to have answered. */
export interface PendingAnswers {
  /** Takes a number, puts the question, and resolves with its answer. */
  ask<T>(put: (id: number) => void): Promise<T>
  /** Settles a question; an unknown number is ignored. */
  settle(id: number, outcome: Outcome): void
  /** Rejects all that wait: no answer will come. */
  abandon(error: PlainError): void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Creates an empty table of open questions. */
export const createPendingAnswers = (): PendingAnswers => {
  const waiting = new Map<number, Waiting>()
  let lastId = 0

  return {
    ask: <T>(put: (id: number) => void) =>
      new Promise<T>((resolve, reject) => {
        lastId += 1
        const id = lastId
        // The message types pair every question with its answer; the thread boundary itself is untyped.
        waiting.set(id, { resolve: (value) => resolve(value as T), reject })
        put(id)
      }),

    settle: (id, outcome) => {
      const asker = waiting.get(id)
      if (asker === undefined) return
      waiting.delete(id)
      if (outcome.ok) asker.resolve(outcome.value)
      else asker.reject(fromPlainError(outcome.error))
    },

    abandon: (error) => {
      const askers = [...waiting.values()]
      waiting.clear()
      for (const asker of askers) asker.reject(fromPlainError(error))
    },
  }
}
