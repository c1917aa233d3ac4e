import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Database, StoredMessage } from './database.ts'

/** Names a file that a gateway will make; each reading opens it anew. */
export const openSqliteDatabase = async (folder: string): Promise<Database> => {
  const file = join(folder, 'khabeer.db')

  const read = <Row>(sql: string): readonly Row[] => {
    const db = new Sqlite(file, { readonly: true })
    try {
      // The columns are those of the statement, which stands below.
      return db.prepare(sql).all() as Row[]
    } finally {
      db.close()
    }
  }

  return {
    place: { kind: 'sqlite', file },
    readSending: async () =>
      read<{ readonly waMessageId: string }>(
        `select wa_message_id as waMessageId from khabeer_messages where status = 'sending'`,
      ).map(({ waMessageId }) => waMessageId),
    readMessages: async () =>
      read<StoredMessage>(
        `select wa_message_id as waMessageId, status,
                coalesce(content ->> 'text', content ->> 'caption') as text from khabeer_messages`,
      ),
    // It goes with its folder.
    remove: async () => undefined,
  }
}
