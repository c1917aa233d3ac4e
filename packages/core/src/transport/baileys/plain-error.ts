import { isTransportError, TransportError } from '../transport-error.ts'
import type { PlainError } from './thread-messages.ts'

/** Turns any error into the form that crosses a thread. */
export const toPlainError = (error: unknown): PlainError => {
  if (isTransportError(error)) {
    return { code: error.code, message: error.message, retryable: error.retryable, mayHaveLeft: error.mayHaveLeft }
  }
  return { code: 'failed', message: 'The transport failed unexpectedly.', retryable: true, mayHaveLeft: true }
}

/** Turns what crossed the thread back into the error that callers know. */
export const fromPlainError = (plain: PlainError): TransportError =>
  new TransportError(plain.code, plain.message, plain)
