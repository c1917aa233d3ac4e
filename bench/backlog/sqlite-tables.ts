import Database from 'better-sqlite3'
import { sampleMessage } from '../sample.ts'
import type { BacklogTables } from './backlog-tables.ts'

/** Opens the tables in a file that Khabeer has made. */
export const sqliteTables = (file: string) => (): BacklogTables => {
  const db = new Database(file, { fileMustExist: true })
  const readLastIds = db.prepare<[], { message: number; event: number }>(
    `select (select max(id) from khabeer_messages) as message, (select max(id) from khabeer_events) as event`,
  )
  const removeMessages = db.prepare('delete from khabeer_messages where id > ?')
  const removeEvents = db.prepare('delete from khabeer_events where id > ?')
  let last = { message: 0, event: 0 }

  return {
    fill: async (rows) => {
      // Filled in one go: what is measured afterwards is as durable as ever.
      db.pragma('synchronous = OFF')
      db.prepare(
        `with recursive number (n) as (select 1 union all select n + 1 from number where n < ?)
         insert into khabeer_messages
         (account_id, instance_id, wa_message_id, recipient, type, content, status, day, month, queued_at)
         select 1, 1, '3EB0' || hex(randomblob(9)), ? + n % 10000, 'text', ?, 'queued', '2026-01-01', '2026-01', ? + n from number`,
      ).run(rows, Number(sampleMessage.to), JSON.stringify({ text: sampleMessage.text }), Date.now() - rows)
      db.exec(
        `insert into khabeer_events (account_id, instance_id, message_id, status, at)
         select account_id, instance_id, id, status, queued_at from khabeer_messages`,
      )
      db.pragma('wal_checkpoint(truncate)')
      db.pragma('synchronous = FULL')
      last = readLastIds.get() ?? last
    },
    trim: async () => {
      removeMessages.run(last.message)
      removeEvents.run(last.event)
    },
    close: async () => void db.close(),
  }
}
