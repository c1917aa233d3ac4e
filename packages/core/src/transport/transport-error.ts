/** What went wrong on the way to WhatsApp. */
export type TransportErrorCode =
  /** The line closed or was not open. */
  | 'not_connected'
  /** No answer in time. */
  | 'timed_out'
  /** WhatsApp asks to slow down (429). */
  | 'rate_limited'
  /** The media host did not take the file. */
  | 'media_upload_failed'
  /** WhatsApp or the client refuses this very message. */
  | 'rejected'
  /** Anything else. */
  | 'failed'

/** The only error that a connection's calls reject with. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: TransportErrorCode
  /** Whether trying again can help. */
  readonly retryable: boolean
  /** Whether bytes of a message may have left: then its outcome is unknown, not failed. */
  readonly mayHaveLeft: boolean

  constructor(
    code: TransportErrorCode,
    message: string,
    facts: { readonly retryable: boolean; readonly mayHaveLeft?: boolean; readonly cause?: unknown },
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    this.retryable = facts.retryable
    this.mayHaveLeft = facts.mayHaveLeft ?? false
  }
}

/** Tells whether a value is a {@link TransportError}, also one of a second copy of the package. */
export const isTransportError = (value: unknown): value is TransportError =>
  value instanceof Error && value.name === 'TransportError' && 'retryable' in value
