import { TransportError } from '../../transport-error.ts'
import { toLineError } from './close-reason.ts'
import { toHarmlessText } from './harmless-text.ts'

/** Turns what a call of the client rejected with into the one error that leaves the transport. */
export const toTransportError = (error: unknown, doing: string, mayHaveLeft: boolean): TransportError => {
  if (error instanceof TransportError) return error
  // The client rejects what waits for an answer with the WebSocket's bare close code.
  if (typeof error === 'number') return lineClosed(doing, mayHaveLeft)
  const { statusCode, message } = toLineError(error)
  const answerCode = answerCodeOf(error)
  if (answerCode === 429 || statusCode === 429) {
    return new TransportError('rate_limited', `WhatsApp asks to slow down (429) while ${doing}.`, {
      retryable: true,
      mayHaveLeft,
    })
  }
  if (statusCode === 428) return lineClosed(doing, mayHaveLeft)
  if (statusCode === 408) return answerIsLate(doing, mayHaveLeft)
  // The client says so of content alone, and before it asks anybody.
  if (statusCode === 400 && answerCode === null && !mayHaveLeft) {
    return new TransportError('rejected', `The client refused its input while ${doing}.`, { retryable: false })
  }
  if (/media upload failed/i.test(message)) {
    return new TransportError('media_upload_failed', 'No media host took the file.', { retryable: true })
  }
  const said =
    answerCode === null ? toHarmlessText(message) || 'no words' : `WhatsApp answered with error ${answerCode}`
  return new TransportError('failed', `The client failed while ${doing}: ${said}.`, { retryable: true, mayHaveLeft })
}

/** Builds the error for an answer that did not come. */
export const answerIsLate = (doing: string, mayHaveLeft = false): TransportError =>
  new TransportError('timed_out', `WhatsApp did not answer in time while ${doing}.`, { retryable: true, mayHaveLeft })

/** Builds the error for a line that is not there. */
export const lineClosed = (doing: string, mayHaveLeft = false): TransportError =>
  new TransportError('not_connected', `The line to WhatsApp was closed while ${doing}.`, {
    retryable: true,
    mayHaveLeft,
  })

/** The error code of an iq answer, which the client keeps as the error's data. */
export const answerCodeOf = (error: unknown): number | null => {
  const data = error instanceof Error ? Reflect.get(error, 'data') : undefined
  return typeof data === 'number' && Number.isInteger(data) ? data : null
}
