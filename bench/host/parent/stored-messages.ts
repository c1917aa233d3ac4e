import Database from 'better-sqlite3'
import pg from 'pg'
import type { HostStorage } from '../messages.ts'

/** What the database says of one message. */
export interface StoredMessage {
  readonly instanceId: number
  readonly waMessageId: string
  /** What was to be sent, as JSON. */
  readonly content: string
  readonly status: string
  readonly errorCode: string | null
}

/** Reads messages where the library keeps them, whatever it says itself. */
export interface StoredMessages {
  read(): Promise<readonly StoredMessage[]>
  /** How many messages there are of each status. */
  count(): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

/** Opens what a host has stored. */
export const openStoredMessages = async (storage: HostStorage): Promise<StoredMessages> => {
  const { select, close } = storage.kind === 'sqlite' ? openSqlite(storage.file) : await openPostgres(storage)
  return {
    read: async () => {
      const rows = await select('select instance_id, wa_message_id, content, status, error_code from TABLE')
      return rows.map(({ instance_id, wa_message_id, content, status, error_code }) => ({
        instanceId: Number(instance_id),
        waMessageId: String(wa_message_id),
        content: typeof content === 'string' ? content : JSON.stringify(content),
        status: String(status),
        errorCode: error_code === null ? null : String(error_code),
      }))
    },
    count: async () => {
      const rows = await select('select status, count(*) as count from TABLE group by status')
      return new Map(rows.map(({ status, count }) => [String(status), Number(count)]))
    },
    close,
  }
}

interface Opened {
  select(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

const table = 'khabeer_messages'

const openSqlite = (file: string): Opened => {
  const db = new Database(file, { readonly: true })
  return {
    // A row is an object of its columns.
    select: async (sql) => db.prepare(sql.replace('TABLE', table)).all() as Readonly<Record<string, unknown>>[],
    close: async () => {
      db.close()
    },
  }
}

const openPostgres = async ({
  connectionString,
  schema,
}: Extract<HostStorage, { kind: 'postgres' }>): Promise<Opened> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return {
    select: async (sql) => {
      const { rows } = await client.query<Readonly<Record<string, unknown>>>(
        sql.replace('TABLE', `"${schema}".${table}`),
      )
      return rows
    },
    close: () => client.end(),
  }
}
