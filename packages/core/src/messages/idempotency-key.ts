import { createHash } from 'node:crypto'
import { fieldError } from '../errors/field-error.ts'
import type { IdempotencyInput } from '../storage/message-store.ts'

/** A call that can be repeated by its key; each of them is another call, whatever its input is. */
export type KeyedCallName = 'send' | 'send-bulk' | 'retry' | 'create'

const isKey = (key: unknown): key is string => typeof key === 'string' && /^[\x20-\x7e]{1,255}$/u.test(key)

/** Reads an idempotency key; `field` is what the caller calls it. Throws `invalid_request`. */
export const readIdempotencyKey = (key: unknown, field = 'idempotencyKey'): string => {
  if (isKey(key)) return key
  throw fieldError(field, 'must be 1 to 255 printable ASCII characters, e.g. order-4711.')
}

/**
 * Gives what makes a repeated call the same call. `input` is what was read of it, in a fixed order, so that spelling and
 * the order of fields make no other call.
 */
export const toIdempotency = (key: unknown, call: KeyedCallName, input: unknown): IdempotencyInput => {
  const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex')
  // One route for all: a key belongs to its account, whatever it was used for.
  return { key: readIdempotencyKey(key), route: 'call', bodyHash: `${call}:${hash}` }
}
