import type { ErrorCode, ErrorCodeFacts } from '../errors/codes.ts'
import { errorCodes } from '../errors/codes.ts'
import type { RouteFacts } from './define-route.ts'

// Object.entries forgets what the keys of its object are.
const allCodes = Object.entries(errorCodes) as readonly (readonly [ErrorCode, ErrorCodeFacts])[]

/** What any route may answer: the server has a fault, is starting or stopping, or has trouble with its database. */
export const serverErrors: readonly ErrorCode[] = allCodes.flatMap(([code, { status }]) =>
  status === 500 || status === 503 ? [code] : [],
)

/** What a route may answer that asks for an API key. */
const callerErrors: readonly ErrorCode[] = [
  'unauthorized',
  'account_disabled',
  'scope_missing',
  'too_many_requests',
  'too_many_failed_keys',
]

/** What a route may answer that asks for whoever runs the server. */
const adminErrors: readonly ErrorCode[] = ['unauthorized', 'too_many_failed_keys']

/** What a route may answer that takes a body. */
const bodyErrors: readonly ErrorCode[] = [
  'invalid_request',
  'malformed_json',
  'request_timeout',
  'body_too_large',
  'unsupported_media_type',
]

/** The codes that no row of the table names, because what the row is tells them. */
export const sharedErrors: readonly ErrorCode[] = [...callerErrors, ...bodyErrors, ...serverErrors]

/** Lists every code that a route may refuse a request with, in the order of the list of codes. */
export const errorsOf = (route: RouteFacts): readonly ErrorCode[] => {
  const codes = new Set<ErrorCode>([
    ...toCallerErrors(route),
    ...(route.body === undefined ? [] : bodyErrors),
    ...(route.query === undefined ? [] : (['invalid_request'] as const)),
    // An id can be one that does not exist, and can have broken % escapes.
    ...(route.params === undefined ? [] : (['invalid_request', route.missingCode ?? 'not_found'] as const)),
    ...(route.isRepeatable === true ? (['invalid_request', 'idempotency_key_reused'] as const) : []),
    ...route.errors,
  ])
  return allCodes.map(([code]) => code).filter((code) => codes.has(code))
}

/** What is public speaks of the server, also of one that does not start. */
const toCallerErrors = ({ scope }: RouteFacts): readonly ErrorCode[] => {
  if (scope === 'public') return ['internal_error']
  return [...(scope === 'admin' ? adminErrors : callerErrors), ...serverErrors]
}
