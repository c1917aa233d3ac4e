import type { Kysely, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { MessageFilter } from '../message-filter.ts'
import type { MessageChange, MessageStore } from '../message-store.ts'
import { createEndQueued } from './end-queued.ts'
import type { MessageRow } from './message-rows.ts'
import { isStatus, selectMessages } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { Tables } from './schema.ts'
import type { SqlContext } from './sql-context.ts'
import { cancelled } from './withdraw-messages.ts'

type Batch = Parameters<MessageStore['cancelQueued']>[2]

/** Builds the program behind `messages.cancelQueued`. */
export const createCancelQueued = (
  context: SqlContext,
): ((accountId: number, filter: MessageFilter, batch: Batch) => SqlProgram<readonly MessageChange[]>) => {
  const endQueued = createEndQueued(context)
  const queries = createQueries(context)

  return function* (accountId, { instanceId, recipient, queuedFrom, queuedTo }, { at, limit }) {
    const range = {
      accountId,
      from: queuedFrom ?? 0,
      to: Math.min(queuedTo ?? Number.MAX_SAFE_INTEGER, at + 1),
      limit,
    }
    const rows = yield* findRows(range, instanceId, recipient)
    return yield* endQueued(rows, cancelled, at)
  }

  function* findRows(
    range: Range,
    instanceId: number | undefined,
    recipient: string | undefined,
  ): SqlProgram<readonly MessageRow[]> {
    if (recipient !== undefined) {
      return yield* all(queries.byRecipient, { ...range, recipient, instanceId: instanceId ?? null })
    }
    if (instanceId !== undefined) return yield* all(queries.byInstance, { ...range, instanceId })
    return yield* all(queries.byAccount, range)
  }
}

interface Range {
  accountId: number
  from: number
  to: number
  limit: number
}

const createQueries = ({ prepare, lockMessages }: SqlContext) => ({
  byAccount: prepare((db, parameter: Parameter<Range>) => lockMessages(oldestQueued(db, parameter))),
  byInstance: prepare((db, parameter: Parameter<Range & { instanceId: number }>) =>
    lockMessages(oldestQueued(db, parameter).where('message.instance_id', '=', parameter('instanceId'))),
  ),
  byRecipient: prepare((db, parameter: Parameter<Range & { recipient: string; instanceId: number | null }>) =>
    lockMessages(
      oldestQueued(db, parameter)
        .where('message.recipient', '=', parameter('recipient'))
        .where(
          sql<SqlBool>`(cast(${parameter('instanceId')} as bigint) is null or message.instance_id = ${parameter('instanceId')})`,
        ),
    ),
  ),
})

const oldestQueued = (db: Kysely<Tables>, parameter: Parameter<Range>) =>
  selectMessages(db)
    .where('message.account_id', '=', parameter('accountId'))
    .where(isStatus('message.status', 'queued'))
    .where('message.queued_at', '>=', parameter('from'))
    .where('message.queued_at', '<', parameter('to'))
    .orderBy('message.queued_at')
    .orderBy('message.id')
    .limit(parameter('limit'))
