import type { StorePlace } from '../child/child-messages.ts'
import { openPostgresDatabase } from './postgres-database.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

/** One message as it is stored. */
export interface StoredMessage {
  readonly waMessageId: string
  /** The text, or the caption of a file. */
  readonly text: string
  readonly status: string
}

/** The database of a gateway, read beside it. */
export interface Database {
  readonly place: StorePlace
  /** The WhatsApp ids of the messages that are `sending`. Asked while no process of the gateway runs. */
  readSending(): Promise<readonly string[]>
  readMessages(): Promise<readonly StoredMessage[]>
  /** Removes it. */
  remove(): Promise<void>
}

/** Where a new database of a lane is to be. */
export type DatabaseOptions =
  | { readonly kind: 'sqlite'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly connectionString: string; readonly schema: string }

/** Names a database that a gateway will make, and opens it for reading. */
export const openDatabase = (options: DatabaseOptions, onLost: (reason: Error) => void): Promise<Database> =>
  options.kind === 'sqlite' ? openSqliteDatabase(options.folder) : openPostgresDatabase(options, onLost)
