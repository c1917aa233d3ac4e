import type { RawBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { Lease } from '../lease.ts'
import type { RecipientStore } from '../recipient-store.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** How long somebody is waited for who wants to know of a number. */
const wantedMs = 24 * 3_600_000

/** The programs behind the recipients that somebody wants to know of. */
export interface WantLookupsPrograms {
  want(...input: Parameters<RecipientStore['wantLookups']>): SqlProgram<boolean>
  next(lease: Lease, at: number): SqlProgram<string | null>
  end(lease: Lease, recipient: string): SqlProgram<void>
}

/** Holds for a recipient that somebody wants to know of, as the index of those has it. */
export const isWanted = (recipient: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(`${recipient}.wanted_at`)} is not null`

/** Builds the programs behind the recipients that somebody wants to know of. */
export const createWantLookups = (context: SqlContext): WantLookupsPrograms => {
  const requireLease = createRequireLease(context)
  const queries = createQueries(context)

  return {
    want: function* (accountId, instanceId, { recipients, at, limit }) {
      if ((yield* one(queries.holdInstance, { accountId, instanceId })) === undefined) return false
      yield* run(queries.forget, { instanceId, before: at - wantedMs })
      const waiting = yield* one(queries.count, { instanceId, limit })
      const free = Math.max(0, limit - Number(waiting?.count ?? 0))
      // In one order, so that two who want the same do not wait for each other.
      for (const recipient of recipients.slice(0, free).toSorted()) {
        yield* run(queries.want, { instanceId, recipient, at })
      }
      return true
    },
    next: function* (lease, at) {
      yield* requireLease.toRead(lease)
      const row = yield* one(queries.next, { instanceId: lease.instanceId, since: at - wantedMs })
      return row?.recipient ?? null
    },
    end: function* (lease, recipient) {
      yield* requireLease.toWrite(lease)
      yield* run(queries.end, { instanceId: lease.instanceId, recipient })
    },
  }
}

const createQueries = ({ prepare, holdRow }: SqlContext) => ({
  holdInstance: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number }>) =>
    holdRow(
      db
        .selectFrom('khabeer_instances')
        .select('id')
        .where('id', '=', parameter('instanceId'))
        .where('account_id', '=', parameter('accountId'))
        .where('deleted_at', 'is', null),
    ),
  ),
  forget: prepare((db, parameter: Parameter<{ instanceId: number; before: number }>) =>
    db
      .updateTable('khabeer_recipients')
      .set({ wanted_at: null })
      .where('instance_id', '=', parameter('instanceId'))
      .where('wanted_at', '<', parameter('before')),
  ),
  count: prepare((db, parameter: Parameter<{ instanceId: number; limit: number }>) =>
    db
      .selectFrom((from) =>
        from
          .selectFrom('khabeer_recipients as recipient')
          .select('recipient.recipient')
          .where(isWanted('recipient'))
          .where('recipient.instance_id', '=', parameter('instanceId'))
          .limit(parameter('limit'))
          .as('waiting'),
      )
      .select((select) => select.fn.countAll().as('count')),
  ),
  want: prepare((db, parameter: Parameter<{ instanceId: number; recipient: string; at: number }>) =>
    db
      .insertInto('khabeer_recipients')
      .values({
        instance_id: parameter('instanceId'),
        recipient: parameter('recipient'),
        wanted_at: parameter('at'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['instance_id', 'recipient'])
          .doUpdateSet({ wanted_at: sql`excluded.wanted_at` })
          // Whoever asks again waits since the first time.
          .where('khabeer_recipients.wanted_at', 'is', null),
      ),
  ),
  next: prepare((db, parameter: Parameter<{ instanceId: number; since: number }>) =>
    db
      .selectFrom('khabeer_recipients as recipient')
      .select('recipient.recipient')
      .where(isWanted('recipient'))
      .where('recipient.instance_id', '=', parameter('instanceId'))
      .where('recipient.wanted_at', '>=', parameter('since'))
      .orderBy('recipient.wanted_at')
      .orderBy('recipient.recipient')
      .limit(1),
  ),
  end: prepare((db, parameter: Parameter<{ instanceId: number; recipient: string }>) =>
    db
      .updateTable('khabeer_recipients')
      .set({ wanted_at: null })
      .where('instance_id', '=', parameter('instanceId'))
      .where('recipient', '=', parameter('recipient')),
  ),
})
