import type { Compilable, Dialect, Kysely as KyselyType, RawBuilder } from 'kysely'
import { DummyDriver, Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/** What can be bound to a statement. */
export type SqlValue = string | number | null | Uint8Array | readonly SqlValue[]

/** A statement that is compiled once, at its first use; running it only puts arguments into their places. */
export interface PreparedQuery<Args = never, Row = unknown> {
  readonly sql: string
  /** Whether it only reads. */
  readonly isRead: boolean
  /** Gives the values in the order of the statement's parameters. */
  bind(args: Args): readonly SqlValue[]
  /** Never set: carries the type of a row. */
  readonly row?: Row
}

/** Names one argument of a query where it is built. */
export type Parameter<Args> = <Name extends keyof Args & string>(name: Name) => RawBuilder<Args[Name]>

/** Compiles a query once. */
export type Prepare = <Args, Row>(
  build: (db: KyselyType<Tables>, parameter: Parameter<Args>) => Compilable<Row>,
) => PreparedQuery<Args, Row>

/** How a database's queries are written. */
export interface SqlDialect extends Pick<Dialect, 'createQueryCompiler' | 'createAdapter' | 'createIntrospector'> {
  /** An expression that gives the time of the database's clock in epoch ms. */
  readonly now: string
  /** The schema of the tables; the first of the search path when it is missing. */
  readonly schema?: string | undefined
}

/** Builds the function that prepares queries for a dialect. After its first use nothing of Kysely runs for one. */
export const createPrepare = (dialect: SqlDialect): Prepare => {
  const db = new Kysely<Tables>({
    dialect: {
      createDriver: () => new DummyDriver(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (kysely) => dialect.createIntrospector(kysely),
    },
  })

  const tables = dialect.schema === undefined ? db : db.withSchema(dialect.schema)

  return (build) => {
    let compiled: Compiled | undefined
    // All of them together take tens of milliseconds, and few processes use them all.
    const compile = (): Compiled => {
      const { sql: text, parameters, query } = build(tables, (name) => sql`${new Marker(name)}`).compile()
      compiled = { sql: text, isRead: query.kind === 'SelectQueryNode', slots: parameters.map(toSlot) }
      return compiled
    }
    return {
      get sql() {
        return (compiled ?? compile()).sql
      },
      get isRead() {
        return (compiled ?? compile()).isRead
      },
      bind: (args) => bindSlots((compiled ?? compile()).slots, args),
    }
  }
}

interface Compiled {
  readonly sql: string
  readonly isRead: boolean
  readonly slots: readonly Slot[]
}

class Marker {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Either the name of an argument or, where that is null, a constant. */
interface Slot {
  readonly name: string | null
  readonly constant: SqlValue
}

const toSlot = (parameter: unknown): Slot =>
  parameter instanceof Marker
    ? { name: parameter.name, constant: null }
    : // Kysely hands constants through as they are; their type was checked where the query was built.
      { name: null, constant: parameter as SqlValue }

// A plain loop over slots of one shape: this runs for every statement.
const bindSlots = (slots: readonly Slot[], args: unknown): readonly SqlValue[] => {
  const values: SqlValue[] = []
  // The names come from `keyof Args`.
  const named = args as Readonly<Record<string, SqlValue | undefined>>
  for (const { name, constant } of slots) values.push(name === null ? constant : (named[name] ?? null))
  return values
}
