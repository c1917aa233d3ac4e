import { isBusy } from './sqlite-errors.ts'

const shortestPauseMs = 2
const longestPauseMs = 25

/** Gives how long to sleep before another try, growing with the time already waited. */
export const busyPauseMs = (waitedMs: number): number =>
  Math.min(longestPauseMs, Math.max(shortestPauseMs, Math.floor(waitedMs / 4)))

/** Tries until the file is free or the limit has passed; between tries the event loop turns, so that the holder can end. */
export const whenFree = async <T>(attempt: () => T, limitMs: number): Promise<T> => {
  const startedAt = performance.now()
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      const waitedMs = performance.now() - startedAt
      if (!isBusy(error) || waitedMs >= limitMs) throw error
      await sleep(busyPauseMs(waitedMs))
    }
  }
}

/** A short pause, which a call in flight waits for: nobody needs to clear it. */
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
