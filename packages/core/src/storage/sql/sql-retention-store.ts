import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { PruneBatch, PruneOutcome, RetentionStore } from '../retention-store.ts'
import type { Parameter, PreparedQuery } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import { createPruneEvents } from './prune-events.ts'
import type { Tables } from './schema.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the retention store of a driver. */
export const createRetentionStore = (context: SqlContext): RetentionStore => {
  const { driver } = context
  const queries = createQueries(context)
  const pruneEvents = createPruneEvents(context)

  return {
    pruneBodies: (batch) => driver.write(() => pruneByAge(queries.emptyMessages, batch)),
    pruneMessages: (batch) => driver.write(() => pruneByAge(queries.removeMessages, batch)),
    pruneEvents: (batch) => driver.write(() => pruneEvents(batch)),
    pruneKeys: (batch) => driver.write(() => pruneByAge(queries.removeKeys, batch)),
  }
}

/** Runs a statement that removes the oldest rows and gives their ages. */
function* pruneByAge(query: PreparedQuery<PruneBatch, { age: number }>, batch: PruneBatch): SqlProgram<PruneOutcome> {
  const rows = yield* all(query, batch)
  const isFull = rows.length >= batch.limit
  // From here on, so that the next batch need not pass what this one leaves behind in the index.
  return { removed: rows.length, next: isFull ? rows.reduce((last, { age }) => Math.max(last, age), 0) : null }
}

// Word for word as the index of ended messages has them: only then does a planner see that it answers the query.
const isEnded = sql<boolean>`status not in ('queued', 'sending')`
const messageAge = sql<number>`coalesce(ended_at, played_at, read_at, delivered_at, sent_at, queued_at)`

const createQueries = ({ prepare, lockFreeRows }: SqlContext) => {
  const dueMessages = (db: Kysely<Tables>, parameter: Parameter<PruneBatch>, hasBody: 0 | 1) =>
    lockFreeRows(
      db
        .selectFrom('khabeer_messages')
        .select('id')
        .where(isEnded)
        .where('has_body', '=', sql.lit(hasBody))
        .where(messageAge, '>=', parameter('after'))
        .where(messageAge, '<', parameter('before'))
        .orderBy(messageAge)
        .limit(parameter('limit')),
    )

  return {
    emptyMessages: prepare((db, parameter: Parameter<PruneBatch>) =>
      db
        .with('due', () => dueMessages(db, parameter, 1))
        .updateTable('khabeer_messages')
        .set({ content: sql.lit('{}'), built: null, has_body: sql.lit(0) })
        .where('id', 'in', (query) => query.selectFrom('due').select('id'))
        .returning(messageAge.as('age')),
    ),
    removeMessages: prepare((db, parameter: Parameter<PruneBatch>) =>
      db
        .with('due', () => dueMessages(db, parameter, 0))
        .deleteFrom('khabeer_messages')
        .where('id', 'in', (query) => query.selectFrom('due').select('id'))
        .returning(messageAge.as('age')),
    ),
    removeKeys: prepare((db, parameter: Parameter<PruneBatch>) =>
      db
        .with('due', () =>
          lockFreeRows(
            db
              .selectFrom('khabeer_idempotency')
              .select(['account_id', 'route', 'key'])
              .where('created_at', '>=', parameter('after'))
              .where('created_at', '<', parameter('before'))
              .orderBy('created_at')
              .limit(parameter('limit')),
          ),
        )
        .deleteFrom('khabeer_idempotency')
        .where(({ eb, refTuple, selectFrom }) =>
          eb(
            refTuple('account_id', 'route', 'key'),
            'in',
            selectFrom('due').select(['account_id', 'route', 'key']).$asTuple('account_id', 'route', 'key'),
          ),
        )
        .returning('created_at as age'),
    ),
  }
}
