import type { Lease } from '../lease.ts'
import type { ClaimOutcome } from '../message-store.ts'
import { isStatus, selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the program behind `messages.claim`. */
export const createClaimMessage = (context: SqlContext): ((lease: Lease, at: number) => SqlProgram<ClaimOutcome>) => {
  const requireLease = createRequireLease(context)
  const queries = createQueries(context)

  return function* claim(lease, at) {
    yield* requireLease.toRead(lease)
    const { instanceId } = lease
    if ((yield* one(queries.isHeld, { instanceId })) !== undefined) return { kind: 'idle', nextAt: null }

    const best = yield* one(queries.findBest, { instanceId, at })
    if (best !== undefined) {
      const row = yield* one(queries.readMessage, { messageId: best.id })
      if (row !== undefined) return { kind: 'message', message: toMessageRecord(row) }
    }
    const next = yield* one(queries.findNextAttempt, { instanceId })
    return { kind: 'idle', nextAt: next?.next_attempt_at ?? null }
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  isHeld: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_instances as instance')
      .innerJoin('khabeer_accounts as account', 'account.id', 'instance.account_id')
      .select('account.id')
      .where('instance.id', '=', parameter('instanceId'))
      .where('account.is_disabled', '=', 1),
  ),
  // Answered by the index of queued rows alone: a walk in order that ends at the first due one.
  findBest: prepare((db, parameter: Parameter<{ instanceId: number; at: number }>) =>
    db
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
  findNextAttempt: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages')
      .select((select) => select.fn.min('next_attempt_at').as('next_attempt_at'))
      .where(isStatus('status', 'queued'))
      .where('instance_id', '=', parameter('instanceId')),
  ),
  readMessage: prepare((db, parameter: Parameter<{ messageId: number }>) =>
    selectMessages(db).where('message.id', '=', parameter('messageId')),
  ),
})
