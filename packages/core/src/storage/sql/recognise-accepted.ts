import type { AcceptBatch, AcceptedMessage } from '../message-store.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * Builds the step that finds a call that was accepted although its answer was lost, by the ids that were chosen for it
 * and for nothing else; null when not all of it is there.
 */
export const createRecogniseAccepted = ({
  prepare,
}: SqlContext): ((batch: AcceptBatch) => SqlProgram<readonly AcceptedMessage[] | null>) => {
  const findAccepted = prepare(
    (db, parameter: Parameter<{ accountId: number; instanceId: number; waMessageIds: readonly string[] }>) =>
      db
        .selectFrom('khabeer_messages')
        .select(['id', 'wa_message_id as waMessageId'])
        .where('instance_id', '=', parameter('instanceId'))
        .where('account_id', '=', parameter('accountId'))
        .where((where) => where('wa_message_id', '=', where.fn.any(parameter('waMessageIds')))),
  )

  return function* ({ accountId, instanceId, messages }) {
    const waMessageIds = messages.map(({ waMessageId }) => waMessageId)
    const rows = yield* all(findAccepted, { accountId, instanceId, waMessageIds })
    const ids = new Map(rows.map(({ id, waMessageId }) => [waMessageId, id]))
    const accepted = messages.flatMap(({ waMessageId, recipient }) => {
      const id = ids.get(waMessageId)
      return id === undefined ? [] : [{ id, waMessageId, recipient }]
    })
    return accepted.length === messages.length ? accepted : null
  }
}
