import {
  Kysely,
  migrateSql,
  migrationTable,
  PostgresAdapter,
  PostgresDialect,
  StorageError,
  schemaAge,
} from '@khabeer/core/sql'
import type { PoolClient } from 'pg'
import type { Connections } from './connections.ts'
import { postgresColumnTypes } from './postgres-dialect.ts'

/** What the start found out about a database. */
export interface OpenDatabase {
  /** The schema of the tables, by its name. */
  readonly schema: string
  /** What the table of messages is known by in every connection to the same database. */
  readonly identity: Identity
  /** Whether connections lead to the server itself, so that what is prepared on one stays there. */
  readonly isDirect: boolean
}

/** Brings the tables to this version. Processes that start at once take turns: all but the first find the work done. */
export const openDatabase = (connections: Connections, wantedSchema: string | undefined): Promise<OpenDatabase> =>
  connections.use(async (client, allowSilence) => {
    const isDirect = await leadsToServer(client)
    const before = await readAge(client, wantedSchema)
    if (before.schema !== null && before.age === 'current') {
      return { schema: before.schema, identity: await readIdentity(client, before.schema), isDirect }
    }

    allowSilence(migrationMs)
    await client.query('begin isolation level read committed; set local synchronous_commit = on')
    try {
      const schema = await migrate(client, wantedSchema)
      await client.query('commit')
      return { schema, identity: await readIdentity(client, schema), isDirect }
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  })

/** How long one step may take: another process may be at it, and on a large table it takes its time. */
const migrationMs = 10 * 60_000

/** A database by its name, and a table in it by its number. */
export interface Identity {
  readonly database: string
  readonly table: string | null
}

/** The columns of an {@link Identity}, for the table that is named by `$1`. */
export const identityColumns = 'current_database()::text as database, to_regclass($1)::oid::text as "table"'

/** Names the table of messages; without a schema it is found by the search path. */
export const messagesTable = (schema: string | undefined): string =>
  schema === undefined ? 'khabeer_messages' : `"${schema}".khabeer_messages`

const readIdentity = async (client: PoolClient, schema: string): Promise<Identity> => {
  const { rows } = await client.query<Identity>(`select ${identityColumns}`, [messagesTable(schema)])
  const [identity] = rows
  if (identity === undefined) throw new StorageError('storage_failed', 'PostgreSQL did not say which database it is.')
  return identity
}

/** One key for every migration of Khabeer in a database: the bytes of "khabeer" as a number. */
const migrationLock = '30232589979968882'

const migrate = async (client: PoolClient, wantedSchema: string | undefined): Promise<string> => {
  // Ends with the transaction, so that it needs no session of its own.
  await client.query(`select pg_advisory_xact_lock(${migrationLock})`)
  if (wantedSchema !== undefined) {
    await createMissingSchema(client, wantedSchema)
    await client.query(`set local search_path to "${wantedSchema}"`)
  }
  const { schema, age } = await readAge(client, wantedSchema)
  if (schema === null) {
    throw new StorageError(
      'storage_unusable',
      'The search path of the database user names no schema that exists. Give a `schema`, or set the search path.',
    )
  }
  if (age !== 'current')
    await migrateSql(new Kysely<unknown>({ dialect: dialectOn(client, schema) }), postgresColumnTypes, schema)
  return schema
}

/** Asks first: whoever may not create schemas is refused also where there is nothing to create. */
const createMissingSchema = async (client: PoolClient, schema: string): Promise<void> => {
  const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [schema])
  if (rows.length === 0) await client.query(`create schema if not exists "${schema}"`)
}

const readAge = async (client: PoolClient, wantedSchema: string | undefined) => {
  const found = await client.query<{ schema: string | null; exists: boolean }>({
    text: `select coalesce($1, current_schema()) as schema,
      to_regclass(quote_ident(coalesce($1, current_schema())) || '.${migrationTable}') is not null as exists`,
    values: [wantedSchema ?? null],
  })
  const { schema = null, exists = false } = found.rows[0] ?? {}
  if (schema === null || !exists) return { schema, age: 'older' as const }
  const { rows } = await client.query<{ name: string }>(`select name from "${schema}"."${migrationTable}"`)
  const age = schemaAge(
    rows.map(({ name }) => name),
    postgresColumnTypes,
  )
  if (age === 'newer') {
    throw new StorageError(
      'storage_unusable',
      `The tables in schema ${schema} are of a newer version of Khabeer. Install that version, or name another schema.`,
    )
  }
  return { schema, age }
}

/** A pooler answers with a process of its own making, the server with the one that works for this connection. */
const leadsToServer = async (client: PoolClient): Promise<boolean> => {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  // `pg` keeps what the server named at the beginning, and has no type for it.
  const { processID } = client as { readonly processID?: number | null }
  return rows[0]?.pid === processID
}

/** All of a migration is one transaction, which is open already: Kysely must neither begin one nor lock anything. */
class OpenTransactionAdapter extends PostgresAdapter {
  override get supportsTransactionalDdl(): boolean {
    return false
  }

  override async acquireMigrationLock(): Promise<void> {}
}

const dialectOn = (client: PoolClient, schema: string): PostgresDialect => {
  const dialect = new PostgresDialect({
    pool: {
      connect: async () => ({ query: client.query.bind(client), release: () => undefined }) as never,
      end: async () => undefined,
    },
  })
  dialect.createAdapter = () => new OpenTransactionAdapter()
  // Kysely's own looks at every table of the database, and fails when somebody drops one of another schema meanwhile.
  dialect.createIntrospector = () => ({
    getSchemas: async () => [{ name: schema }],
    getTables: async () => {
      const { rows } = await client.query<{ name: string }>({
        text: 'select tablename as name from pg_catalog.pg_tables where schemaname = $1',
        values: [schema],
      })
      return rows.map(({ name }) => ({ name, schema, isView: false, isForeign: false, columns: [] }))
    },
    getMetadata: async () => ({ tables: [] }),
  })
  return dialect
}
