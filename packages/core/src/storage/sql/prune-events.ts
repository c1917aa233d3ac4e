import type { PruneOutcome, RetentionStore } from '../retention-store.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** What `pruneEvents` takes. */
type EventBatch = Parameters<RetentionStore['pruneEvents']>[0]

/**
 * Builds the program behind `retention.pruneEvents`. An index on the time would cost every accept, which inserts an
 * event; ids rise with time, so a walk from the lowest one ends at the first stretch in which nothing is due.
 */
export const createPruneEvents = (context: SqlContext): ((batch: EventBatch) => SqlProgram<PruneOutcome>) => {
  const queries = createQueries(context)

  return function* pruneEvents(batch) {
    const stretch = yield* one(queries.readStretch, batch)
    const { count = 0, oldest = null, first = null, last = null } = stretch ?? {}
    if (oldest === null || first === null || last === null) return { removed: 0, next: null }
    if (oldest >= Math.max(batch.before, batch.orphansBefore)) return { removed: 0, next: null }
    const removed = yield* run(queries.removeDue, { ...batch, first, last })
    return { removed, next: count >= batch.limit ? last : null }
  }
}

const createQueries = ({ prepare, lockFreeRows }: SqlContext) => ({
  readStretch: prepare((db, parameter: Parameter<Pick<EventBatch, 'after' | 'limit'>>) =>
    db
      .selectFrom(
        db
          .selectFrom('khabeer_events')
          .select(['id', 'at'])
          .where('id', '>', parameter('after'))
          .orderBy('id')
          .limit(parameter('limit'))
          .as('stretch'),
      )
      .select((select) => [
        select.fn.countAll<number>().as('count'),
        select.fn.min<number | null>('at').as('oldest'),
        select.fn.min<number | null>('id').as('first'),
        select.fn.max<number | null>('id').as('last'),
      ]),
  ),
  removeDue: prepare((db, parameter: Parameter<EventBatch & { first: number; last: number }>) =>
    db
      .with('due', () =>
        lockFreeRows(
          db
            .selectFrom('khabeer_events as event')
            .select('event.id')
            // Not from where the last stretch ended: ids that are gone lie between, and a planner may take them for rows.
            .where('event.id', '>=', parameter('first'))
            .where('event.id', '<=', parameter('last'))
            .where(({ eb, and, or, not, exists, selectFrom }) =>
              or([
                eb('event.at', '<', parameter('before')),
                and([
                  eb('event.message_id', 'is not', null),
                  eb('event.at', '<', parameter('orphansBefore')),
                  not(
                    exists(
                      selectFrom('khabeer_messages as message')
                        .select('message.id')
                        .whereRef('message.id', '=', 'event.message_id'),
                    ),
                  ),
                ]),
              ]),
            ),
        ),
      )
      .deleteFrom('khabeer_events')
      // Said once more, so that no planner thinks of going through all of them.
      .where('id', '>=', parameter('first'))
      .where('id', '<=', parameter('last'))
      .where('id', 'in', (query) => query.selectFrom('due').select('id')),
  ),
})
