import type { QueueHold, QueueHoldReason } from '../../pacing/held-reasons.ts'
import type { InstanceRecord } from '../instance-record.ts'
import type { Lease } from '../lease.ts'
import { toInstanceRecord } from './instance-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import { createSetHold } from './set-hold.ts'
import type { SqlContext } from './sql-context.ts'

/** The programs that hold a whole queue and let it go on. */
export interface PauseQueuePrograms {
  pause(accountId: number, instanceId: number, at: number): SqlProgram<InstanceRecord | null>
  resume(accountId: number, instanceId: number): SqlProgram<InstanceRecord | null>
  setHold(lease: Lease, reason: QueueHoldReason, hold: QueueHold | null): SqlProgram<void>
}

/** Builds the programs that hold a whole queue and let it go on. */
export const createPauseQueue = (context: SqlContext): PauseQueuePrograms => {
  const requireLease = createRequireLease(context)
  const setHold = createSetHold(context)
  const queries = createQueries(context)

  return {
    pause: function* (accountId, instanceId, at) {
      const row = yield* one(queries.setPause, { accountId, instanceId, pausedAt: at })
      return row === undefined ? null : toInstanceRecord(row)
    },
    resume: function* (accountId, instanceId) {
      if ((yield* one(queries.setPause, { accountId, instanceId, pausedAt: null })) === undefined) return null
      yield* setHold(instanceId, 'number_changed', null)
      const row = yield* one(queries.find, { instanceId })
      return row === undefined ? null : toInstanceRecord(row)
    },
    setHold: function* (lease, reason, hold) {
      yield* requireLease.toWrite(lease)
      yield* setHold(lease.instanceId, reason, hold)
    },
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  setPause: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number; pausedAt: number | null }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ paused_at: parameter('pausedAt') })
      .where('id', '=', parameter('instanceId'))
      .where('account_id', '=', parameter('accountId'))
      .where('deleted_at', 'is', null)
      .returningAll(),
  ),
  find: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.selectFrom('khabeer_instances').selectAll().where('id', '=', parameter('instanceId')),
  ),
})
