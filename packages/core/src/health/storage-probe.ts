import type { Clock } from '../clock.ts'
import type { ErrorCode } from '../errors/codes.ts'
import { isKhabeerError } from '../errors/khabeer-error.ts'
import { within } from '../queue/within.ts'
import { toKhabeerError } from '../storage/to-khabeer-error.ts'

/** How long whoever asks waits for the storage. */
const deadlineMs = 1_000
/** How long an answer holds, so that many who ask are no load. */
const freshMs = 500

/**
 * Builds a look at whether a storage answers: null when it does, else why not. It never takes longer than a second, and
 * one look is on its way at a time, however many ask.
 */
export const createStorageProbe = (read: () => Promise<unknown>, clock: Clock): (() => Promise<ErrorCode | null>) => {
  let latest: { readonly at: number; readonly trouble: ErrorCode | null } | null = null
  let asking: { readonly since: number; readonly answer: Promise<ErrorCode | null> } | null = null

  const ask = async (): Promise<ErrorCode | null> => {
    const trouble = await read().then(
      () => null,
      (cause: unknown) => codeOf(cause, clock.now()),
    )
    latest = { at: clock.elapsed(), trouble }
    asking = null
    return trouble
  }

  return async () => {
    const now = clock.elapsed()
    if (latest !== null && now - latest.at < freshMs) return latest.trouble
    asking ??= { since: now, answer: ask() }
    const leftMs = asking.since + deadlineMs - now
    if (leftMs <= 0) return 'storage_failed'
    const outcome = await within(clock, leftMs, asking.answer)
    return outcome.kind === 'done' ? outcome.value : 'storage_failed'
  }
}

const codeOf = (cause: unknown, now: number): ErrorCode => {
  const error = toKhabeerError(cause, now)
  return isKhabeerError(error) ? error.code : 'storage_failed'
}
