import { Client } from 'pg'
import type { Database, DatabaseOptions, StoredMessage } from './database.ts'

/** Names a schema that a gateway will make, and connects. `onLost` hears when the database is gone. */
export const openPostgresDatabase = async (
  { connectionString, schema }: Extract<DatabaseOptions, { readonly kind: 'postgres' }>,
  onLost: (reason: Error) => void,
): Promise<Database> => {
  const client = new Client({ connectionString, application_name: 'kills' })
  client.on('error', (cause) => onLost(new Error('The connection to PostgreSQL is lost.', { cause })))
  await client.connect()
  const messages = `"${schema}".khabeer_messages`

  return {
    place: { kind: 'postgres', connectionString, schema },
    readSending: async () => {
      const { rows } = await client.query<{ readonly waMessageId: string }>(
        `select wa_message_id as "waMessageId" from ${messages} where status = 'sending'`,
      )
      return rows.map(({ waMessageId }) => waMessageId)
    },
    readMessages: async () => {
      const { rows } = await client.query<StoredMessage>(
        `select wa_message_id as "waMessageId", status,
                coalesce(content::json ->> 'text', content::json ->> 'caption') as text from ${messages}`,
      )
      return rows
    },
    remove: async () => {
      await client.query(`drop schema if exists "${schema}" cascade`)
      await client.end()
    },
  }
}
