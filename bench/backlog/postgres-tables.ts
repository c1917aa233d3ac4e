import { Pool } from 'pg'
import { sampleMessage } from '../sample.ts'
import type { BacklogTables } from './backlog-tables.ts'

/** Opens the tables in a schema that Khabeer has made. */
export const postgresTables = (databaseUrl: string, schema: string) => (): BacklogTables => {
  const pool = new Pool({ connectionString: databaseUrl, max: 1, options: `-c search_path=${schema}` })
  let last = { message: '0', event: '0' }

  return {
    fill: async (rows) => {
      await pool.query(
        `insert into khabeer_messages
         (account_id, instance_id, wa_message_id, recipient, type, content, status, day, month, queued_at)
         select 1, 1, '3EB0' || upper(substr(md5(random()::text), 1, 18)), $2::bigint + n % 10000, 'text', $3, 'queued', '2026-01-01', '2026-01', $4::bigint + n
         from generate_series(1, $1::bigint) as n`,
        [rows, sampleMessage.to, JSON.stringify({ text: sampleMessage.text }), Date.now() - rows],
      )
      await pool.query(
        `insert into khabeer_events (account_id, instance_id, message_id, status, at)
         select account_id, instance_id, id, status, queued_at from khabeer_messages`,
      )
      // What the server would do by itself some time later, and then during a measurement.
      await pool.query('vacuum analyze khabeer_messages, khabeer_events')
      // Not everybody may ask for it.
      await pool.query('checkpoint').catch(() => undefined)
      const { rows: ids } = await pool.query<typeof last>(
        'select (select max(id) from khabeer_messages) as message, (select max(id) from khabeer_events) as event',
      )
      last = ids[0] ?? last
    },
    trim: async () => {
      await pool.query('delete from khabeer_messages where id > $1', [last.message])
      await pool.query('delete from khabeer_events where id > $1', [last.event])
    },
    close: () => pool.end(),
  }
}
