import type { ErrorCode } from '../errors/codes.ts'

/**
 * The reasons a storage gives when it cannot do its work; all are codes of `KhabeerError` but `stale_lease`,
 * `duplicate`, a row of the same own id that is there already, and `invalid_transaction`, a host's transaction that cannot
 * be joined.
 */
export type StorageErrorCode =
  | Extract<ErrorCode, 'storage_busy' | 'storage_full' | 'storage_failed' | 'storage_unusable' | 'storage_owned'>
  | 'stale_lease'
  | 'duplicate'
  | 'invalid_transaction'

/** The only error that leaves a storage, with the driver's own as its cause. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode
  /** Whether nothing of the call ever reached the database, because no connection was to be had. */
  readonly isUnsent: boolean

  constructor(
    code: StorageErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly isUnsent?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.isUnsent = options.isUnsent ?? false
  }
}

/** Tells whether a value is a {@link StorageError}, also one of a second copy of the package. */
export const isStorageError = (value: unknown): value is StorageError =>
  value instanceof Error && value.name === 'StorageError' && 'code' in value
