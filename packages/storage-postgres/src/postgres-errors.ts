import type { StorageErrorCode } from '@khabeer/core/sql'
import { isStorageError, StorageError } from '@khabeer/core/sql'

/** There was no connection to be had, so that nothing of a call reached the server. */
export class NoConnectionError extends Error {
  constructor(cause: unknown) {
    super('There was no connection to be had.', { cause })
  }
}

/** Wraps whatever `pg` or the server threw, once, where it enters. No word of theirs is repeated: it may quote a value. */
export const toStorageError = (error: unknown): StorageError => {
  if (error instanceof NoConnectionError) {
    const { code, message, cause } = toStorageError(error.cause)
    return new StorageError(code, message, { cause, isUnsent: true })
  }
  if (isStorageError(error)) return error
  const code = codeOf(error)
  const [, storageCode, advice] = meanings.find(([prefix]) => code.startsWith(prefix)) ?? fallback
  const what = code || (isConnectionLoss(error) ? 'the connection was lost' : 'an unexpected fault')
  return new StorageError(storageCode, `PostgreSQL: ${what}. ${advice}`, { cause: error })
}

/** Tells whether the same transaction can succeed when it is run again from the start. */
export const isConflict = (error: unknown): boolean => conflicts.has(codeOf(error))

/** Tells whether the connection is gone, so that nothing more comes of it. */
export const isConnectionLoss = (error: unknown): boolean => {
  if (error instanceof NoConnectionError) return isConnectionLoss(error.cause)
  if (!(error instanceof Error) || isStorageError(error) || error instanceof TypeError) return false
  const code = codeOf(error)
  // `pg` gives some of its own errors no code at all; the server gives every one of its a code of five characters.
  return code === '' || /^(E(?!RR_)|08|57P|25P03)/u.test(code)
}

/** Tells whether a connection is of no use any more: it is gone, or its server takes no writes and another one may. */
export const isUseless = (error: unknown): boolean => isConnectionLoss(error) || codeOf(error) === readOnly

const readOnly = '25006'

/** A serialization failure and a deadlock: the server chose this transaction to give way. */
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01'])

const meanings: readonly (readonly [prefix: string, code: StorageErrorCode, advice: string])[] = [
  ['55P03', 'storage_busy', 'Another transaction held what is needed for too long. Try again.'],
  ['23505', 'duplicate', 'A row of the same id is there already.'],
  ['22012', 'storage_busy', 'Two first messages of a period met. Try again.'],
  ['40', 'storage_busy', 'Other transactions were in the way each time. Try again.'],
  ['53300', 'storage_busy', 'The server has no connection left. Try again, or allow it more connections.'],
  ['53100', 'storage_full', 'The disk of the server is full. Free some space.'],
  [readOnly, 'storage_failed', 'The server takes no writes: it is a standby or set read-only. Connect to the primary.'],
  ['57P', 'storage_failed', 'The server is starting or stopping. Try again.'],
  ['28', 'storage_unusable', 'The server refused the user or the password. Check the connection string.'],
  ['3D000', 'storage_unusable', 'There is no such database on the server. Create it, or check the connection string.'],
  [
    '42501',
    'storage_unusable',
    'The user may not do this. It needs a schema that is there, with USAGE and CREATE on it.',
  ],
  [
    '42P01',
    'storage_unusable',
    "Khabeer's tables are not in this database or schema. Call start() or migrate() first.",
  ],
  ['ENOTFOUND', 'storage_failed', 'There is no such host. Check the connection string.'],
  ['ERR_INVALID_URL', 'storage_unusable', 'The connection string cannot be read. Write a # in the password as %23.'],
  ['E', 'storage_failed', 'The server cannot be reached. Check that it runs, and the connection string.'],
  ['08', 'storage_failed', 'The connection to the server was lost. Try again.'],
]

const fallback = ['', 'storage_failed', 'The cause says more.'] as const

/** Gives the code of an error of the server, of the network or of Node; empty where it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
