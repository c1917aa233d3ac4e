import type { Clock } from '../clock.ts'
import type { ErrorCode } from '../errors/codes.ts'
import { isKhabeerError } from '../errors/khabeer-error.ts'
import type { Health } from '../facade.ts'
import { toKhabeerError } from '../storage/to-khabeer-error.ts'
import { createStorageProbe } from './storage-probe.ts'

/**
 * Builds the look at whether a process can do its work. How a single number stands is none of it: whoever restarts a
 * process because of one would disturb all the others.
 */
export const createHealth = (input: {
  /** What keeps calls from being served now; null while nothing does. */
  readonly trouble: () => unknown
  /** Reads something small. */
  readonly readStorage: () => Promise<unknown>
  readonly clock: Clock
}): (() => Promise<Health>) => {
  const { trouble, readStorage, clock } = input
  const probe = createStorageProbe(readStorage, clock)
  return async () => {
    const cause = trouble()
    const reason = cause === null ? await probe() : codeOf(cause, clock)
    return { isReady: reason === null, reason }
  }
}

const codeOf = (cause: unknown, clock: Clock): ErrorCode => {
  const error = toKhabeerError(cause, clock.now())
  return isKhabeerError(error) ? error.code : 'stopped'
}
