import { errorCodes } from '../errors/codes.ts'
import { isKhabeerError, KhabeerError } from '../errors/khabeer-error.ts'
import type { ApiResponse } from './exchange.ts'
import { jsonHeaders } from './json-headers.ts'
import { toRateLimitHeaders } from './rate-limit-headers.ts'

/**
 * Answers an error of ours in the words of the API. What went wrong on our side is told by the meaning of its code
 * alone: its own words are for whoever runs the server, and may name files.
 */
export const toErrorResponse = (error: KhabeerError, now: number): ApiResponse => {
  const { status, title } = errorCodes[error.code]
  const value =
    status >= 500
      ? { error: title, code: error.code }
      : { error: error.message, code: error.code, ...(error.details === undefined ? {} : { details: error.details }) }
  return { status, headers: { ...jsonHeaders, ...extraHeaders(error, now) }, body: { kind: 'json', value } }
}

/** Tells whether the server, and not the client, has to do something about an error. */
export const isFault = ({ code }: KhabeerError): boolean =>
  errorCodes[code].status >= 500 && code !== 'starting' && code !== 'stopped'

/** Takes any thrown value as one of our errors; what is none of ours becomes `internal_error` and says nothing more. */
export const toKhabeerError = (thrown: unknown): KhabeerError => {
  if (isKhabeerError(thrown) && Object.hasOwn(errorCodes, thrown.code)) return thrown
  return new KhabeerError('internal_error', errorCodes.internal_error.title, { cause: thrown })
}

/** What a log may say of a thrown value: where it came from, and none of its words, which may hold personal data. */
export const toLoggableFacts = (thrown: unknown): Readonly<Record<string, unknown>> => {
  if (!(thrown instanceof Error)) return { error: typeof thrown }
  const { stack = '', message, cause } = thrown
  // A stack begins with the message.
  const frames = stack.slice(stack.indexOf(message) + message.length).split('\n')
  return {
    ...toKind(thrown),
    ...(cause instanceof Error ? { cause: toKind(cause) } : {}),
    at: frames
      .map((frame) => frame.trim())
      .filter((frame) => frame.startsWith('at '))
      .slice(0, 8),
  }
}

const toKind = (error: Error): Readonly<Record<string, unknown>> => ({
  error: error.name,
  ...('code' in error ? { code: String(error.code) } : {}),
})

const defaultRetryAfterSeconds = 5

const extraHeaders = (error: KhabeerError, now: number): Readonly<Record<string, string>> => {
  const { status } = errorCodes[error.code]
  if (status === 429 || status === 503) {
    const seconds = retryAfterSeconds(error.retryAt, now)
    return { 'retry-after': String(seconds), ...quotaHeaders(error, seconds) }
  }
  if (status === 405 && Array.isArray(error.details?.allow)) return { allow: error.details.allow.join(', ') }
  // The rest of a late body may still come: the connection is of no more use.
  if (status === 408) return { connection: 'close' }
  return {}
}

/** Tells of the quota that is used up as of every other limit. */
const quotaHeaders = ({ code, details = {} }: KhabeerError, resetSeconds: number): Readonly<Record<string, string>> => {
  const { limit: name, allowed: quota, remaining } = details
  const isQuota = typeof name === 'string' && typeof quota === 'number' && typeof remaining === 'number'
  return code === 'quota_exceeded' && isQuota ? toRateLimitHeaders([{ name, quota, remaining, resetSeconds }]) : {}
}

/** Rounded up, so that a client that waits just as long succeeds on its first retry. */
const retryAfterSeconds = (retryAt: number | undefined, now: number): number =>
  retryAt === undefined ? defaultRetryAfterSeconds : Math.max(1, Math.ceil((retryAt - now) / 1000))
