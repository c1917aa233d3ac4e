import { MediaFetchError } from '../media/media-fetch-error.ts'
import type { TransportErrorCode } from '../transport/transport-error.ts'
import { isTransportError } from '../transport/transport-error.ts'

/**
 * What follows on a failure. `retried`: the message is tried again, up to {@link maxAttempts} times. `waits`: the message
 * stays where it is and is tried again, which is no attempt of it. `pauses_number`: nobody is written to for a while.
 * `final`: the message fails. `stops_first_contacts`: it fails, and the number is restricted. `stops_number`: the message
 * stays queued, and the number writes nothing until it may log in again.
 */
export type Consequence = 'retried' | 'waits' | 'pauses_number' | 'final' | 'stops_first_contacts' | 'stops_number'

/** One row of the policy. */
export interface FailureRow {
  readonly follows: Consequence
  /** The `error_code` of a message that fails of it in the end; null where none does. */
  readonly code: string | null
  /** What it is, for a reader. */
  readonly words: string
}

/** Every kind of failure, and what follows on it: the one place that decides it. */
export const failurePolicy = {
  line_lost: { follows: 'waits', code: null, words: 'The line closed before anything of the message was written.' },
  late: { follows: 'waits', code: null, words: 'WhatsApp did not answer in time, before the write.' },
  rate_limited: {
    follows: 'pauses_number',
    code: null,
    words: 'WhatsApp asks to slow down (429), before the write or in place of the acknowledgement.',
  },
  media_unavailable: {
    follows: 'retried',
    code: 'media_fetch_failed',
    words: "The media's server answered 5xx, 408, 425 or 429, broke off, was too slow or could not be reached.",
  },
  media_refused: {
    follows: 'final',
    code: 'media_fetch_failed',
    words: "The media's server answered another 4xx, or the file is none that can be sent.",
  },
  upload_failed: {
    follows: 'retried',
    code: 'media_upload_failed',
    words:
      'No media host of WhatsApp took the file: 5xx, 401, 403, 408, 425, 429, no answer, or none that can be read.',
  },
  upload_refused: {
    follows: 'final',
    code: 'media_upload_failed',
    words: 'Every media host of WhatsApp that was asked refused the file with another 4xx.',
  },
  client_failed: { follows: 'retried', code: 'send_failed', words: 'The client failed before the write.' },
  invalid_content: { follows: 'final', code: 'send_failed', words: 'The client cannot build a message from it.' },
  not_on_whatsapp: { follows: 'final', code: 'not_on_whatsapp', words: 'WhatsApp does not know the number.' },
  in_doubt: {
    follows: 'retried',
    code: 'outcome_unknown',
    words: 'Anything went wrong after the write began: the same id is written again after the next login.',
  },
  refused_463: {
    follows: 'stops_first_contacts',
    code: 'wa_463',
    words: 'WhatsApp refused it: the account is restricted.',
  },
  refused_479: {
    follows: 'final',
    code: 'wa_479',
    words: "WhatsApp refused its addressing; the recipient's address is looked up anew for the next message.",
  },
  refused: { follows: 'final', code: 'wa_<code>', words: 'WhatsApp refused it with any other code.' },
  unlinked: { follows: 'stops_number', code: null, words: 'WhatsApp ended the link (401).' },
  forbidden: { follows: 'stops_number', code: null, words: 'WhatsApp holds the account (403).' },
} as const satisfies Readonly<Record<string, FailureRow>>

/** The name of a row. */
export type FailureKind = keyof typeof failurePolicy

const kindOfTransportError: Readonly<Record<TransportErrorCode, FailureKind>> = {
  not_connected: 'line_lost',
  timed_out: 'late',
  rate_limited: 'rate_limited',
  media_upload_failed: 'upload_failed',
  rejected: 'invalid_content',
  failed: 'client_failed',
}

/** What those mean of which the transport knows that trying again cannot help. */
const finalKinds: Partial<Readonly<Record<TransportErrorCode, FailureKind>>> = {
  media_upload_failed: 'upload_refused',
  failed: 'invalid_content',
}

/** Names what went wrong before anything was written. */
export const kindOfFailure = (cause: unknown): FailureKind => {
  if (isTransportError(cause)) {
    const kind = kindOfTransportError[cause.code]
    return cause.retryable ? kind : (finalKinds[cause.code] ?? kind)
  }
  if (cause instanceof MediaFetchError) return cause.retryable ? 'media_unavailable' : 'media_refused'
  return 'invalid_content'
}

/** Names what WhatsApp's refusal of a written message means. */
export const kindOfRefusal = (code: string): FailureKind => {
  switch (code) {
    case '429':
      return 'rate_limited'
    case '463':
      return 'refused_463'
    case '479':
      return 'refused_479'
    default:
      return 'refused'
  }
}

/** What follows on a failed attempt. */
export type AfterFailure =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'fail'; readonly code: string; readonly error: string }

/** The most attempts to prepare a message. */
export const maxAttempts = 5
/** The most writes of one owner that get no word. */
export const maxUnanswered = 8
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
  const { follows, code } = failurePolicy[kindOfFailure(cause)]
  if (follows === 'retried' && attempts < maxAttempts) return { kind: 'retry', delayMs: retryDelayMs(attempts, random) }
  return { kind: 'fail', code: code ?? failurePolicy.client_failed.code, error: wordsOf(cause) }
}

/**
 * Tells whether the line failed rather than the message: it closed, or WhatsApp is late or asks to slow down. Such a
 * failure says nothing about the message and is no attempt of it.
 */
export const isTroubleOfLine = (cause: unknown): boolean => {
  const { follows }: FailureRow = failurePolicy[kindOfFailure(cause)]
  return follows === 'waits' || follows === 'pauses_number'
}

/** Tells whether a message whose outcome is unknown is written again, under the same WhatsApp id. */
export const mayResend = (
  message: { readonly unanswered: number; readonly sendingAt: number | null },
  now: number,
): boolean => message.unanswered < maxUnanswered && now - (message.sendingAt ?? now) < resendWindowMs

/** Only our own errors are shown: what anything else says may name a file or a person. */
const wordsOf = (cause: unknown): string =>
  isTransportError(cause) || cause instanceof MediaFetchError ? cause.message : 'The message could not be built.'
