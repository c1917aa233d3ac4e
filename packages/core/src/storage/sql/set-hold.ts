import type { QueueHold, QueueHoldReason } from '../../pacing/held-reasons.ts'
import { toHolds } from './instance-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the step that sets what holds a queue for one reason, or takes it away with null. */
export const createSetHold = (
  context: SqlContext,
): ((instanceId: number, reason: QueueHoldReason, hold: QueueHold | null) => SqlProgram<void>) => {
  const queries = createQueries(context)

  return function* (instanceId, reason, hold) {
    const row = yield* one(queries.readHolds, { instanceId })
    if (row === undefined) return
    const others = toHolds(row.holds).filter((each) => each.reason !== reason)
    const holds = JSON.stringify(hold === null ? others : [...others, hold])
    if (holds !== row.holds) yield* run(queries.saveHolds, { instanceId, holds })
  }
}

const createQueries = ({ prepare, lockRows }: SqlContext) => ({
  readHolds: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    lockRows(db.selectFrom('khabeer_instances').select('holds').where('id', '=', parameter('instanceId'))),
  ),
  saveHolds: prepare((db, parameter: Parameter<{ instanceId: number; holds: string }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ holds: parameter('holds') })
      .where('id', '=', parameter('instanceId')),
  ),
})
