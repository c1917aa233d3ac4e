import { KhabeerError } from '../errors/khabeer-error.ts'
import { isStorageError } from './storage-error.ts'

/** Turns what a storage threw into what a caller gets; anything that is no storage's error stays as it is. */
export const toKhabeerError = (cause: unknown, now: number): unknown => {
  if (!isStorageError(cause)) return cause
  if (cause.code === 'stale_lease') {
    return new KhabeerError('internal_error', 'The instance changed its owner meanwhile. Try again.', { cause })
  }
  if (cause.code === 'duplicate') {
    return new KhabeerError('internal_error', 'Something of the same id is stored already.', { cause })
  }
  if (cause.code === 'invalid_transaction') {
    const problem = cause.message
    return new KhabeerError('invalid_request', `transaction: ${problem}`, {
      cause,
      details: { problems: [{ field: 'transaction', problem }] },
    })
  }
  const retryAt = cause.code === 'storage_busy' || cause.code === 'storage_full' ? now + 1_000 : undefined
  return new KhabeerError(cause.code, cause.message, retryAt === undefined ? { cause } : { cause, retryAt })
}
