import type { InstanceColumns, InstanceRow } from './instance-rows.ts'
import { toHolds } from './instance-rows.ts'
import { isStatus } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import { createSetHold } from './set-hold.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * Builds the program that runs when an instance gets a number: what waits was made for the number before, and so it waits
 * until somebody lets it go, withdraws it, or links that number again.
 */
export const createQueueForItsNumber = (
  context: SqlContext,
): ((before: InstanceRow, after: InstanceColumns) => SqlProgram<void>) => {
  const setHold = createSetHold(context)
  const queries = createQueries(context)

  const hasMessages = function* (instanceId: number): SqlProgram<boolean> {
    for (const query of [queries.findReady, queries.findParked, queries.findSending]) {
      if ((yield* one(query, { instanceId })) !== undefined) return true
    }
    return false
  }

  return function* (before, { phone }) {
    if (phone === null || before.phone === null || phone === before.phone) return
    const instanceId = before.id
    const isHeld = toHolds(before.holds).some(({ reason }) => reason === 'number_changed')
    const madeFor = isHeld ? (before.queue_phone ?? before.phone) : before.phone
    if (phone === madeFor) {
      yield* setHold(instanceId, 'number_changed', null)
      return
    }
    if (!isHeld && !(yield* hasMessages(instanceId))) return
    yield* setHold(instanceId, 'number_changed', { reason: 'number_changed', until: null })
    yield* run(queries.saveQueuePhone, { instanceId, queuePhone: madeFor })
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  findReady: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages')
      .select('id')
      .where(isStatus('status', 'queued'))
      .where('next_attempt_at', 'is', null)
      .where('instance_id', '=', parameter('instanceId'))
      .limit(1),
  ),
  findParked: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages')
      .select('id')
      .where(isStatus('status', 'queued'))
      .where('next_attempt_at', 'is not', null)
      .where('instance_id', '=', parameter('instanceId'))
      .limit(1),
  ),
  findSending: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages')
      .select('id')
      .where(isStatus('status', 'sending'))
      .where('instance_id', '=', parameter('instanceId'))
      .limit(1),
  ),
  saveQueuePhone: prepare((db, parameter: Parameter<{ instanceId: number; queuePhone: string }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ queue_phone: parameter('queuePhone') })
      .where('id', '=', parameter('instanceId')),
  ),
})
