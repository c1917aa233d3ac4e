import type { Clock } from '../clock.ts'
import { errorCodes } from '../errors/codes.ts'
import { isKhabeerError, KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'

/**
 * Builds the step that holds requests back until the core has started. Throws `starting` after `timeoutMs`, and
 * what the core says of itself when it is not going to start.
 */
export const createReadiness = (core: Khabeer, clock: Clock, timeoutMs: number): (() => Promise<void>) => {
  let isReady = false
  return async () => {
    if (isReady) return
    await within(core.ready(), clock, timeoutMs)
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
    throw asUnavailable(cause)
  } finally {
    cancel()
  }
}

/** Whatever kept the core from starting, the client can only come back later. */
const asUnavailable = (cause: unknown): KhabeerError =>
  isKhabeerError(cause) && errorCodes[cause.code]?.status === 503
    ? cause
    : new KhabeerError('stopped', 'Khabeer is not running.', { cause })
