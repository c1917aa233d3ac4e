import { sql } from 'kysely'
import type { HeldReason } from '../../pacing/held-reasons.ts'
import type { Lease } from '../lease.ts'
import { isNotScheduled, isParked } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { run } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** The most messages that are let go in one transaction. */
export const maxReleased = 500

/** The steps that let messages go which wait, before their time. */
export interface ReleaseMessages {
  /** Lets go those of an instance that wait for this reason, {@link maxReleased} at most; gives how many. */
  byReason(lease: Lease, reason: HeldReason): SqlProgram<number>
  /** Lets go those to a recipient that wait for the end of a restriction; gives how many. */
  byRecipient(instanceId: number, recipient: string): SqlProgram<number>
}

/** Builds the steps that let messages go which wait. */
export const createReleaseMessages = (context: SqlContext): ReleaseMessages => {
  const requireLease = createRequireLease(context)
  const queries = createQueries(context)

  return {
    byReason: function* (lease, reason) {
      yield* requireLease.toWrite(lease)
      return yield* run(queries.releaseByReason, { instanceId: lease.instanceId, reason })
    },
    byRecipient: (instanceId, recipient) => run(queries.releaseByRecipient, { instanceId, recipient }),
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  releaseByReason: prepare((db, parameter: Parameter<{ instanceId: number; reason: HeldReason }>) =>
    db
      .updateTable('khabeer_messages')
      .set({ next_attempt_at: null, held_reason: null })
      .where('id', 'in', (from) =>
        from
          .selectFrom('khabeer_messages as waiting')
          .select('waiting.id')
          .where(isParked('waiting'))
          .where('waiting.instance_id', '=', parameter('instanceId'))
          .where('waiting.held_reason', '=', parameter('reason'))
          .orderBy('waiting.id')
          .limit(sql.lit(maxReleased)),
      )
      .where('status', '=', 'queued'),
  ),
  releaseByRecipient: prepare((db, parameter: Parameter<{ instanceId: number; recipient: string }>) =>
    db
      .updateTable('khabeer_messages')
      .set({ next_attempt_at: null, held_reason: null })
      .where('id', 'in', (from) =>
        from
          .selectFrom('khabeer_messages as waiting')
          .select('waiting.id')
          .where(isParked('waiting'))
          .where(isNotScheduled('waiting'))
          .where('waiting.instance_id', '=', parameter('instanceId'))
          .where('waiting.recipient', '=', parameter('recipient'))
          .where('waiting.held_reason', '=', 'restricted')
          .orderBy('waiting.lane')
          .orderBy('waiting.id')
          .limit(sql.lit(maxReleased)),
      )
      .where('status', '=', 'queued'),
  ),
})
