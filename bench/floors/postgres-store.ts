import { postgresStorage } from '@khabeer/storage-postgres'
import { Pool } from 'pg'
import { sampleLimit } from '../sample.ts'
import { createFloorMessageId, floorAccountId, floorInstanceId, floorPeriods } from './floor-message.ts'
import type { FloorAcceptAll } from './natural-batch.ts'

// One round trip: both counters locked and read, each call taken while there is room for it, everything counted and inserted.
const acceptText = `
with given as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as given (wa_message_id, recipient, content, running)
), counter as (
  select used from khabeer_usage
  where account_id = $5 and (kind, period) in (('day', $6), ('month', $7))
  order by kind for update
), fitting as (
  select given.* from given where running <= (select min($8::bigint - used) from counter)
), counted as (
  update khabeer_usage set used = used + (select count(*) from fitting)
  where account_id = $5 and (kind, period) in (('day', $6), ('month', $7))
), message as (
  insert into khabeer_messages
  (account_id, instance_id, wa_message_id, recipient, type, content, status, day, month, queued_at)
  select $5, $9, wa_message_id, recipient, 'text', content, 'queued', $6, $7, $10::bigint from fitting
  returning id, wa_message_id
), event as (
  insert into khabeer_events (account_id, instance_id, message_id, status, at)
  select $5, $9, id, 'queued', $10::bigint from message
)
select id, wa_message_id from message`

/**
 * The least that a hand-written store does for an accept on Postgres, on the very tables and indexes of Khabeer. It leaves
 * out what Khabeer adds: idempotency, looking the account and the instance up, time zones, several accounts in one
 * statement, `lock_timeout`, waking other processes.
 */
export interface PostgresFloorStore {
  readonly acceptAll: FloorAcceptAll
  close(): Promise<void>
}

/** Builds the store in a schema of its own, on a pool of ten prepared connections. */
export const createPostgresFloorStore = async ({
  url,
  schema,
}: {
  readonly url: string
  readonly schema: string
}): Promise<PostgresFloorStore> => {
  const storage = postgresStorage({ connectionString: url, schema })
  await storage.migrate()
  await storage.close()
  const pool = new Pool({ connectionString: url, max: 10, options: `-c search_path=${schema}` })
  const { day, month } = floorPeriods()
  await pool.query(
    "insert into khabeer_usage (account_id, kind, period, used) values ($1, 'day', $2, 0), ($1, 'month', $3, 0)",
    [floorAccountId, day, month],
  )

  return {
    acceptAll: async (calls) => {
      const waMessageIds: string[] = []
      const recipients: string[] = []
      const contents: string[] = []
      const running: number[] = []
      for (const call of calls) {
        const end = running.length + call.length
        for (const { to, text } of call) {
          waMessageIds.push(createFloorMessageId())
          recipients.push(to)
          contents.push(JSON.stringify({ text }))
          running.push(end)
        }
      }
      const { rows } = await pool.query<{ id: string; wa_message_id: string }>({
        name: 'floor_accept',
        text: acceptText,
        values: [
          waMessageIds,
          recipients,
          contents,
          running,
          floorAccountId,
          day,
          month,
          sampleLimit,
          floorInstanceId,
          Date.now(),
        ],
      })
      const ids = new Map(rows.map((row) => [row.wa_message_id, Number(row.id)]))
      let next = 0
      return calls.map((call) => {
        const stored = call.flatMap(() => {
          const id = ids.get(waMessageIds[next] ?? '')
          next += 1
          return id === undefined ? [] : [id]
        })
        return stored.length === call.length ? stored : null
      })
    },
    close: () => pool.end(),
  }
}
