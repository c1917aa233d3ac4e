import { StorageError } from '@khabeer/core/sql'

/** A bounded number of places, given in the order in which they were asked for. */
export interface Slots {
  /** Resolves with the place's return; rejects as `storage_busy` when none came free in time. */
  take(): Promise<() => void>
}

/** Builds places that are waited for no longer than `limitMs`. */
export const createSlots = (count: number, limitMs: number): Slots => {
  let free = count
  const waiting = new Set<() => void>()

  const give = (): void => {
    const [next] = waiting
    if (next === undefined) {
      free += 1
      return
    }
    waiting.delete(next)
    next()
  }

  /** A place that is given back twice is given back once. */
  const returnOnce = (): (() => void) => {
    let isGiven = false
    return () => {
      if (isGiven) return
      isGiven = true
      give()
    }
  }

  return {
    take: () => {
      if (free > 0) {
        free -= 1
        return Promise.resolve(returnOnce())
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(enter)
          reject(new StorageError('storage_busy', 'All connections were in use for too long. Try again.'))
        }, limitMs)
        const enter = (): void => {
          clearTimeout(timer)
          resolve(returnOnce())
        }
        waiting.add(enter)
      })
    },
  }
}
