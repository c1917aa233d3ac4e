import type { Clock } from '../clock.ts'
import { errorCodes } from '../errors/codes.ts'
import { isKhabeerError, KhabeerError } from '../errors/khabeer-error.ts'
import { toKhabeerError } from '../storage/to-khabeer-error.ts'

/**
 * Builds the step that holds requests back until the core has started. Throws `starting` after `timeoutMs`, and the
 * core's own code when it is not going to start.
 */
export const createReadiness = (ready: () => Promise<void>, clock: Clock, timeoutMs: number): (() => Promise<void>) => {
  let isReady = false
  return async () => {
    if (isReady) return
    await within(ready(), clock, timeoutMs)
    isReady = true
  }
}

const within = async (ready: Promise<void>, clock: Clock, timeoutMs: number): Promise<void> => {
  let cancel = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(timeoutMs, () => reject(new KhabeerError('starting', 'Khabeer is still starting.')))
  })
  try {
    await Promise.race([ready, late])
  } catch (cause) {
    throw asUnavailable(cause, clock.now())
  } finally {
    cancel()
  }
}

/** Whatever kept the core from starting, the client can only come back later. */
const asUnavailable = (cause: unknown, now: number): KhabeerError => {
  const error = toKhabeerError(cause, now)
  return isKhabeerError(error) && errorCodes[error.code]?.status === 503
    ? error
    : new KhabeerError('stopped', errorCodes.stopped.title, { cause })
}
