import { join } from 'node:path'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { sampleLimit } from '../sample.ts'
import type { FloorMessage } from './floor-message.ts'
import {
  floorAccountId as accountId,
  createFloorMessageId,
  floorPeriods,
  floorInstanceId as instanceId,
} from './floor-message.ts'

/**
 * The least that a hand-written store does for an accept on SQLite, on the very tables and indexes of Khabeer: both quotas counted
 * conditionally, the message and its event inserted. It leaves out what Khabeer adds: idempotency, looking the account
 * and the instance up, time zones, savepoints, waiting for a busy file, other processes.
 */
export interface SqliteFloorStore {
  begin(): void
  commit(): void
  /** Stores messages and gives their ids; null when a quota does not allow them. Runs inside a transaction. */
  accept(messages: readonly FloorMessage[]): readonly number[] | null
  /** Stores messages in a transaction of their own. */
  acceptAlone(messages: readonly FloorMessage[]): readonly number[] | null
  close(): void
}

/** Builds the store on a new file, in WAL with `synchronous=FULL`. */
export const createSqliteFloorStore = async (directory: string): Promise<SqliteFloorStore> => {
  const file = join(directory, 'floor.db')
  await createTables(file)
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  const { day, month } = floorPeriods()
  const addCounter = db.prepare('insert into khabeer_usage (account_id, kind, period, used) values (?, ?, ?, 0)')
  addCounter.run(accountId, 'day', day)
  addCounter.run(accountId, 'month', month)

  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const count = db.prepare(
    'update khabeer_usage set used = used + ? where account_id = ? and kind = ? and period = ? and used + ? <= ?',
  )
  const insertMessage = db.prepare(
    `insert into khabeer_messages
     (account_id, instance_id, wa_message_id, recipient, type, content, status, day, month, queued_at)
     values (?, ?, ?, ?, 'text', ?, 'queued', ?, ?, ?)`,
  )
  const insertEvent = db.prepare(
    "insert into khabeer_events (account_id, instance_id, message_id, status, at) values (?, ?, ?, 'queued', ?)",
  )

  const insert = ({ to, text }: FloorMessage): number => {
    const at = Date.now()
    const content = JSON.stringify({ text })
    const { lastInsertRowid } = insertMessage.run(
      accountId,
      instanceId,
      createFloorMessageId(),
      to,
      content,
      day,
      month,
      at,
    )
    const id = Number(lastInsertRowid)
    insertEvent.run(accountId, instanceId, id, at)
    return id
  }
  const accept = (messages: readonly FloorMessage[]): readonly number[] | null => {
    const units = messages.length
    const isDayTaken = count.run(units, accountId, 'day', day, units, sampleLimit).changes === 1
    if (!isDayTaken) return null
    const isMonthTaken = count.run(units, accountId, 'month', month, units, sampleLimit).changes === 1
    return isMonthTaken ? messages.map(insert) : null
  }

  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    accept,
    acceptAlone: (messages) => {
      begin.run()
      const ids = accept(messages)
      commit.run()
      return ids
    },
    close: () => void db.close(),
  }
}

const createTables = async (file: string): Promise<void> => {
  const storage = sqliteStorage({ file })
  await storage.migrate()
  await storage.close()
}
