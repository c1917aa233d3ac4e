import { Client } from 'pg'
import type { Unproven } from '../../check/message-history.ts'
import type { StaleWrite, Tenure } from '../check/history.ts'
import { auditSql } from './audit-sql.ts'

/** The database's own account of who owned what, and who changed it. */
export interface Audit {
  readTenures(numberOf: ReadonlyMap<number, string>): Promise<readonly Tenure[]>
  readStaleWrites(numberOf: ReadonlyMap<number, string>): Promise<readonly StaleWrite[]>
  /** The messages of which no row says that WhatsApp has them. */
  readUnproven(): Promise<readonly Unproven[]>
  /** Drops the schema and everything in it. */
  drop(): Promise<void>
  close(): Promise<void>
}

/** Sets the audit up in a schema whose tables are there already. `onLost` hears when the database is gone. */
export const installAudit = async (
  { connectionString, schema }: { readonly connectionString: string; readonly schema: string },
  onLost: (reason: Error) => void,
): Promise<Audit> => {
  const client = new Client({ connectionString, application_name: 'audit' })
  client.on('error', (cause) => onLost(new Error('The connection of the audit to PostgreSQL is lost.', { cause })))
  await client.connect()
  await client.query(auditSql(schema))

  return {
    readTenures: async (numberOf) => {
      const { rows } = await client.query<{
        instance_id: string
        epoch: string
        member: string
        started_at: number
        released_at: number | null
      }>(`select * from "${schema}".cluster_tenures`)
      return rows.map((row) => ({
        number: numberOf.get(Number(row.instance_id)) ?? row.instance_id,
        epoch: Number(row.epoch),
        member: row.member,
        from: row.started_at,
        releasedAt: row.released_at,
      }))
    },
    readStaleWrites: async (numberOf) => {
      const { rows } = await client.query<{ member: string; table_name: string; instance_id: string; at: number }>(
        `select * from "${schema}".cluster_stale_writes`,
      )
      return rows.map((row) => ({
        member: row.member,
        table: row.table_name,
        number: numberOf.get(Number(row.instance_id)) ?? row.instance_id,
        at: row.at,
      }))
    },
    readUnproven: async () => {
      const { rows } = await client.query<Unproven>(
        `select content::json ->> 'text' as text, status from "${schema}".khabeer_messages
          where status not in ('sent', 'delivered', 'read', 'played')`,
      )
      return rows
    },
    drop: async () => {
      await client.query(`drop schema "${schema}" cascade`)
    },
    close: () => client.end(),
  }
}
