import type { StorageErrorCode } from '@khabeer/core/sql'
import { isStorageError, StorageError } from '@khabeer/core/sql'

/** Tells whether another connection holds what was asked for, so that the same call can succeed soon. */
export const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

/** Wraps whatever SQLite threw, once, where it enters. */
export const toStorageError = (error: unknown, file: string): StorageError => {
  if (isStorageError(error)) return error
  const sqliteCode = codeOf(error)
  const [, code, advice] = meanings.find(([prefix]) => sqliteCode.startsWith(prefix)) ?? fallback
  return new StorageError(code, `${file}: ${sqliteCode || 'an unexpected fault'}. ${advice}`, { cause: error })
}

const meanings: readonly (readonly [prefix: string, code: StorageErrorCode, advice: string])[] = [
  ['SQLITE_BUSY', 'storage_busy', 'Another connection held the database for too long. Try again.'],
  ['SQLITE_CONSTRAINT_UNIQUE', 'duplicate', 'A row of the same id is there already.'],
  ['SQLITE_FULL', 'storage_full', 'The disk is full, or the database reached its largest size. Free some space.'],
  ['ENOSPC', 'storage_full', 'The disk is full. Free some space.'],
  ['SQLITE_READONLY', 'storage_failed', 'The database cannot be written. Check the permissions of file and directory.'],
  ['SQLITE_CANTOPEN', 'storage_failed', 'The database cannot be opened. Check the permissions of file and directory.'],
  ['EACCES', 'storage_failed', 'The file cannot be created. Check the permissions of its directory.'],
  ['EROFS', 'storage_failed', 'The file cannot be created: its file system is read-only.'],
  ['SQLITE_CORRUPT', 'storage_unusable', 'The database is damaged. Restore it from a backup.'],
  ['SQLITE_NOTADB', 'storage_unusable', 'This is not an SQLite database. Name another file, or move this one away.'],
]

const fallback = ['', 'storage_failed', 'The cause says more.'] as const

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
