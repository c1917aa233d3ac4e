import { readIdempotencyKey } from '../messages/idempotency-key.ts'
import type { AnswerWithHeaders } from './answer-headers.ts'
import { withHeaders } from './answer-headers.ts'
import type { ApiRequest } from './exchange.ts'

/** Reads the header that makes a repeated request the same request; undefined without it. Throws `invalid_request`. */
export const idempotencyKeyOf = (headers: ApiRequest['headers']): string | undefined => {
  const key = headers['idempotency-key']
  return key === undefined ? undefined : readIdempotencyKey(key, 'Idempotency-Key')
}

/** Says of an answer whether it is the one of an earlier request with the same key. */
export const markReplay = <Value>(value: Value, isReplayed: boolean): Value | AnswerWithHeaders<Value> =>
  isReplayed ? withHeaders(value, { 'idempotent-replayed': 'true' }) : value
