import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { EventRecord } from '../event-record.ts'
import type { EventStore, EventsHead } from '../event-store.ts'
import type { Parameter } from './prepared-query.ts'
import { all, one } from './program.ts'
import type { EventsTable } from './schema.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the event store of a driver. */
export const createEventStore = (context: SqlContext): EventStore => {
  const { driver } = context
  const { locksRows } = driver.capabilities
  const queries = createQueries(context)

  return {
    head: () =>
      driver.read(function* () {
        if (locksRows) return (yield* one(queries.headBesideWriters, {})) ?? noEvents
        const row = yield* one(queries.head, {})
        return { last: row?.last ?? 0, writers: [] }
      }),
    openWriters: async (writers) => {
      if (!locksRows || writers.length === 0) return []
      return driver.read(function* () {
        return (yield* one(queries.openWriters, { writers }))?.writers ?? []
      })
    },
    oldest: () =>
      driver.read(function* () {
        return (yield* one(queries.oldest, {}))?.oldest ?? null
      }),
    read: ({ accountId, after, upTo }) =>
      driver.read(function* () {
        const rows =
          accountId === undefined
            ? yield* all(queries.readAll, { after, upTo })
            : yield* all(queries.readOfAccount, { accountId, after, upTo })
        return rows.map(toEventRecord)
      }),
  }
}

const noEvents: EventsHead = { last: 0, writers: [] }

// Whether it is a message's or an instance's event decides which statuses it can have: they are written that way.
const toEventRecord = (row: Selectable<EventsTable>): EventRecord =>
  ({
    id: row.id,
    accountId: row.account_id,
    instanceId: row.instance_id,
    messageId: row.message_id,
    status: row.status,
    reason: row.reason,
    at: row.at,
  }) as EventRecord

interface Range {
  after: number
  upTo: number
}

const createQueries = ({ prepare, table }: SqlContext) => {
  // Whoever inserts into a table holds this lock on it from before its row has an id until its transaction has ended, and
  // lets it go only after its rows can be seen. A statement looks at rows as they were when it began, and at locks later.
  const writers = sql`
    select coalesce(array_agg(distinct lock.virtualtransaction), '{}')
    from pg_catalog.pg_locks lock
    where lock.locktype = 'relation' and lock.mode = 'RowExclusiveLock' and lock.granted
      and lock.database = (select oid from pg_catalog.pg_database where datname = current_database())
      and lock.relation = ${sql.lit(table.text('khabeer_events'))}::regclass`

  return {
    head: prepare((db, _parameter: Parameter<Record<never, never>>) =>
      db.selectFrom('khabeer_events').select((select) => select.fn.max<number | null>('id').as('last')),
    ),
    headBesideWriters: prepare((db, _parameter: Parameter<Record<never, never>>) => ({
      compile: () =>
        sql<EventsHead>`
          select coalesce((select max(id) from ${table('khabeer_events')}), 0) as last, (${writers}) as writers
        `.compile(db),
    })),
    openWriters: prepare((db, parameter: Parameter<{ writers: readonly string[] }>) => ({
      compile: () =>
        sql<Pick<EventsHead, 'writers'>>`
          select (${writers} and lock.virtualtransaction = any(${parameter('writers')}::text[])) as writers
        `.compile(db),
    })),
    oldest: prepare((db, _parameter: Parameter<Record<never, never>>) =>
      db.selectFrom('khabeer_events').select((select) => select.fn.min<number | null>('id').as('oldest')),
    ),
    readAll: prepare((db, parameter: Parameter<Range>) =>
      db
        .selectFrom('khabeer_events')
        .selectAll()
        .where('id', '>', parameter('after'))
        .where('id', '<=', parameter('upTo'))
        .orderBy('id'),
    ),
    readOfAccount: prepare((db, parameter: Parameter<Range & { accountId: number }>) =>
      db
        .selectFrom('khabeer_events')
        .selectAll()
        .where('id', '>', parameter('after'))
        .where('id', '<=', parameter('upTo'))
        // No index for this: one would cost every accept, and who follows has little to pass over.
        .where('account_id', '=', parameter('accountId'))
        .orderBy('id'),
    ),
  }
}
