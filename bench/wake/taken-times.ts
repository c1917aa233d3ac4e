import { monotonicMs } from '../process/monotonic.ts'

/** Remembers when a worker was handed each message. */
export interface TakenTimes {
  /** Says that the message of that number is handed over now. */
  mark(time: number): void
  /** Resolves with the moment at which the message of that number was handed over. */
  of(time: number): Promise<number>
}

/** Builds an empty memory. */
export const createTakenTimes = (): TakenTimes => {
  const known = new Map<number, number>()
  const waiting = new Map<number, (at: number) => void>()
  return {
    mark: (time) => {
      const at = monotonicMs()
      known.set(time, at)
      waiting.get(time)?.(at)
    },
    of: (time) =>
      new Promise((resolve) => {
        const at = known.get(time)
        if (at === undefined) waiting.set(time, resolve)
        else resolve(at)
      }),
  }
}
