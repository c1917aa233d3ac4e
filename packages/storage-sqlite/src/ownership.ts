import { existsSync } from 'node:fs'
import type { SqlOwnership } from '@khabeer/core/sql'
import { StorageError } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { createPrivateFile } from './private-file.ts'
import { isBusy } from './sqlite-errors.ts'

/**
 * Owns a database by a transaction held on a second file beside it. The lock is the system's: it is free at the very
 * moment its process is gone, however it went, and there is nothing to clean up.
 */
export const createOwnership = (databaseFile: () => string): SqlOwnership => {
  let held: Database.Database | undefined
  let turn: Promise<void> = Promise.resolve()

  const takeNow = async (): Promise<void> => {
    if (held !== undefined) return
    const file = `${databaseFile()}-owner`
    // An existing one is left to SQLite: to open and close it here would drop the locks this process has on it.
    if (!existsSync(file)) await createPrivateFile(file, async () => undefined)
    // Asked again, because a storage that was closed meanwhile must not take a lock that nobody would give back.
    held = lock(`${databaseFile()}-owner`)
  }

  return {
    // One after another: two at once would find each other's lock.
    take: () => {
      const mine = turn.then(takeNow)
      turn = mine.catch(() => undefined)
      return mine
    },
    give: () => {
      held?.close()
      held = undefined
    },
  }
}

const lock = (file: string): Database.Database => {
  const db = new Database(file, { fileMustExist: true, timeout: 0 })
  try {
    // Nothing is ever written, so a journal would only be a file left over after a kill.
    db.pragma('journal_mode = MEMORY')
    db.exec('begin exclusive')
    return db
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw error
    throw new StorageError(
      'storage_owned',
      `Another process owns the numbers of this database (${file} is locked). Stop it, give this one the role api, or use another database.`,
      { cause: error },
    )
  }
}
