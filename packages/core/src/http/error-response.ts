import { errorCodes } from '../errors/codes.ts'
import { isKhabeerError, KhabeerError } from '../errors/khabeer-error.ts'
import type { ApiResponse } from './exchange.ts'
import { jsonHeaders } from './json-headers.ts'

/** Answers an error of ours in the words of the API. */
export const toErrorResponse = (error: KhabeerError, now: number): ApiResponse => ({
  status: errorCodes[error.code].status,
  headers: { ...jsonHeaders, ...extraHeaders(error, now) },
  body: {
    kind: 'json',
    value: {
      error: error.message,
      code: error.code,
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  },
})

/** Takes any thrown value as one of our errors; what is none of ours becomes `internal_error` and says nothing more. */
export const toKhabeerError = (thrown: unknown): KhabeerError => {
  if (isKhabeerError(thrown) && Object.hasOwn(errorCodes, thrown.code)) return thrown
  return new KhabeerError('internal_error', 'Something went wrong on our side. Nothing was accepted; try again.', {
    cause: thrown,
  })
}

/** What a log may say of a thrown value: where it came from, and none of its words, which may hold personal data. */
export const toLoggableFacts = (thrown: unknown): Readonly<Record<string, unknown>> => {
  if (!(thrown instanceof Error)) return { error: typeof thrown }
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    error: thrown.name,
    ...('code' in thrown ? { code: String(thrown.code) } : {}),
    at: frames.slice(0, 8).map((line) => line.trim()),
  }
}

const defaultRetryAfterSeconds = 5

const extraHeaders = (error: KhabeerError, now: number): Readonly<Record<string, string>> => {
  const { status } = errorCodes[error.code]
  if (status === 429 || status === 503) return { 'retry-after': String(retryAfterSeconds(error.retryAt, now)) }
  if (status === 405 && Array.isArray(error.details?.allow)) return { allow: error.details.allow.join(', ') }
  // The rest of a late body may still come: the connection is of no more use.
  if (status === 408) return { connection: 'close' }
  return {}
}

/** Rounded up, so that a client that waits just as long succeeds on its first retry. */
const retryAfterSeconds = (retryAt: number | undefined, now: number): number =>
  retryAt === undefined ? defaultRetryAfterSeconds : Math.max(1, Math.ceil((retryAt - now) / 1000))
