import type { MessageStatus } from '../message-record.ts'
import type { StatusEventRecord } from '../status-event-record.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all, one } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the program behind `messages.events`. */
export const createMessageHistory = (
  context: SqlContext,
): ((accountId: number, messageId: number) => SqlProgram<readonly StatusEventRecord[] | null>) => {
  const queries = createQueries(context)

  return function* (accountId, messageId) {
    if ((yield* one(queries.findMessage, { accountId, messageId })) === undefined) return null
    const rows = yield* all(queries.findEvents, { messageId })
    return rows.map(({ status, reason, attempts, at }) => ({
      // The events of a message carry its statuses.
      status: status as MessageStatus,
      at,
      // An accept notes none.
      attempts: status === 'queued' ? 0 : attempts,
      errorCode: reason,
    }))
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  findMessage: prepare((db, parameter: Parameter<{ accountId: number; messageId: number }>) =>
    db
      .selectFrom('khabeer_messages')
      .select('id')
      .where('id', '=', parameter('messageId'))
      .where('account_id', '=', parameter('accountId')),
  ),
  findEvents: prepare((db, parameter: Parameter<{ messageId: number }>) =>
    db
      .selectFrom('khabeer_events')
      .select(['status', 'reason', 'attempts', 'at'])
      .where('message_id', '=', parameter('messageId'))
      .orderBy('id'),
  ),
})
