import { MediaFetchError } from '../media/media-fetch-error.ts'
import { isTransportError } from '../transport/transport-error.ts'

/** What follows on a failed attempt. */
export type AfterFailure =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'fail'; readonly code: string; readonly error: string }

/** The most attempts to prepare a message. */
export const maxAttempts = 5
/** The most attempts in all: however often preparing failed, four writes are left. */
export const maxAttemptsInAll = maxAttempts + 3
/** A message that is still unknown after this long is not written again. */
export const resendWindowMs = 24 * 3_600_000

const firstMs = 2_000
const longestMs = 5 * 60_000

/** Gives the pause before attempt `attempts + 1`: doubling, with jitter. */
export const retryDelayMs = (attempts: number, random: number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.max(0, attempts - 1)) * (0.5 + random / 2)

/**
 * Decides what follows when a message could not be prepared: nothing of it has left, so a failure is certain. `attempts`
 * counts the one that failed.
 */
export const afterPrepareFailure = (cause: unknown, attempts: number, random: number): AfterFailure => {
  const failure = describeFailure(cause)
  if (failure.retryable && attempts < maxAttempts) return { kind: 'retry', delayMs: retryDelayMs(attempts, random) }
  return { kind: 'fail', code: failure.code, error: failure.error }
}

/**
 * Tells whether the line failed rather than the message: it closed, or WhatsApp is late or asks to slow down. Such a
 * failure says nothing about the message and is no attempt of it.
 */
export const isTroubleOfLine = (cause: unknown): boolean =>
  isTransportError(cause) &&
  (cause.code === 'not_connected' || cause.code === 'rate_limited' || cause.code === 'timed_out')

/** Tells whether a message whose outcome is unknown is written again, under the same WhatsApp id. */
export const mayResend = (
  message: { readonly attempts: number; readonly sendingAt: number | null },
  now: number,
): boolean => message.attempts < maxAttemptsInAll && now - (message.sendingAt ?? now) < resendWindowMs

interface Failure {
  readonly code: string
  readonly error: string
  readonly retryable: boolean
}

const describeFailure = (cause: unknown): Failure => {
  if (isTransportError(cause)) {
    return {
      code: cause.code === 'media_upload_failed' ? 'media_upload_failed' : 'send_failed',
      error: cause.message,
      retryable: cause.retryable,
    }
  }
  if (cause instanceof MediaFetchError) return { code: cause.code, error: cause.message, retryable: cause.retryable }
  return { code: 'send_failed', error: 'The message could not be built.', retryable: false }
}
