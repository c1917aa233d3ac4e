import type { Lease } from '../lease.ts'
import type { ClaimOutcome } from '../message-store.ts'
import { isStatus, selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one } from './program.ts'
import { createRequireLease, selectHeldLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the program behind `messages.claim`. */
export const createClaimMessage = (context: SqlContext): ((lease: Lease, at: number) => SqlProgram<ClaimOutcome>) => {
  const requireLease = createRequireLease(context)
  const queries = createQueries(context)

  return function* claim(lease, at) {
    // What is mostly so is found with one statement: whether the lease holds, and the message.
    const row = yield* one(queries.readBest, { ...lease, at })
    if (row?.is_disabled === 1) return { kind: 'idle', nextAt: null }
    if (row !== undefined) return { kind: 'message', message: toMessageRecord(row) }
    yield* requireLease.toRead(lease)
    const next = yield* one(queries.findNextAttempt, { instanceId: lease.instanceId })
    return { kind: 'idle', nextAt: next?.next_attempt_at ?? null }
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  readBest: prepare((db, parameter: Parameter<{ instanceId: number; epoch: number; at: number }>) =>
    selectMessages(db)
      .where((where) => where.exists(selectHeldLease(db, parameter)))
      // Answered by the index of queued rows alone: a walk in order that ends at the first due one.
      .where('message.id', '=', (from) =>
        from
          .selectFrom('khabeer_messages')
          .select('id')
          .where(isStatus('status', 'queued'))
          .where('instance_id', '=', parameter('instanceId'))
          .where((where) =>
            where.or([where('next_attempt_at', 'is', null), where('next_attempt_at', '<=', parameter('at'))]),
          )
          .orderBy('lane')
          .orderBy('id')
          .limit(1),
      ),
  ),
  findNextAttempt: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages')
      .select((select) => select.fn.min('next_attempt_at').as('next_attempt_at'))
      .where(isStatus('status', 'queued'))
      .where('instance_id', '=', parameter('instanceId')),
  ),
})
