import { sql } from 'kysely'
import type { CancelOutcome, MessageChange, MessageStore } from '../message-store.ts'
import type { MessagePatch } from './change-message.ts'
import { createEndQueued } from './end-queued.ts'
import { expired } from './expired.ts'
import { isParked, isReady, selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all, one } from './program.ts'
import { createSetHold } from './set-hold.ts'
import type { SqlContext } from './sql-context.ts'

/** The programs that end messages which never left. */
export interface WithdrawMessagesPrograms {
  cancel(accountId: number, messageId: number, at: number): SqlProgram<CancelOutcome>
  clear(
    accountId: number,
    instanceId: number,
    batch: Parameters<MessageStore['clear']>[2],
  ): SqlProgram<Awaited<ReturnType<MessageStore['clear']>>>
  expire(batch: Parameters<MessageStore['expire']>[0]): SqlProgram<readonly MessageChange[]>
}

/** Builds the programs that end messages which never left. */
export const createWithdrawMessages = (context: SqlContext): WithdrawMessagesPrograms => {
  const endQueued = createEndQueued(context)
  const setHold = createSetHold(context)
  const queries = createQueries(context)

  return {
    cancel: function* (accountId, messageId, at) {
      const row = yield* one(queries.findByAccount, { accountId, messageId })
      if (row === undefined) return { kind: 'message_not_found' }
      if (row.status === 'queued') {
        const [change] = yield* endQueued([row], cancelled, at)
        if (change !== undefined) return { kind: 'cancelled', change }
      }
      const message = toMessageRecord(row)
      return { kind: message.sendingAt === null ? 'already_ended' : 'already_sending', message }
    },
    clear: function* (accountId, instanceId, { at, limit }) {
      if ((yield* one(queries.findInstance, { accountId, instanceId })) === undefined) return null
      const ready = yield* all(queries.findReady, { instanceId, at, limit })
      const left = limit - ready.length
      const parked = left === 0 ? [] : yield* all(queries.findParked, { instanceId, at, limit: left })
      const rows = [...ready, ...parked]
      const changes = yield* endQueued(rows, cancelled, at)
      const isDone = rows.length < limit
      // What was meant for the other number is gone: what comes now is meant for this one.
      if (isDone) yield* setHold(instanceId, 'number_changed', null)
      return { changes, isDone }
    },
    expire: function* ({ at, limit }) {
      return yield* endQueued(yield* all(queries.findOver, { at, limit }), expired, at)
    },
  }
}

/** What a message becomes that was withdrawn. */
export const cancelled: MessagePatch = { status: 'cancelled' }

const createQueries = ({ prepare, lockMessages, lockFreeMessages }: SqlContext) => {
  type Batch = { instanceId: number; at: number; limit: number }
  return {
    findByAccount: prepare((db, parameter: Parameter<{ accountId: number; messageId: number }>) =>
      lockMessages(
        selectMessages(db)
          .where('message.id', '=', parameter('messageId'))
          .where('message.account_id', '=', parameter('accountId')),
      ),
    ),
    findInstance: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number }>) =>
      db
        .selectFrom('khabeer_instances')
        .select('id')
        .where('id', '=', parameter('instanceId'))
        .where('account_id', '=', parameter('accountId'))
        .where('deleted_at', 'is', null),
    ),
    findReady: prepare((db, parameter: Parameter<Batch>) =>
      lockMessages(
        selectMessages(db)
          .where(isReady('message'))
          .where('message.instance_id', '=', parameter('instanceId'))
          .where('message.queued_at', '<=', parameter('at'))
          .orderBy('message.lane')
          .orderBy('message.id')
          .limit(parameter('limit')),
      ),
    ),
    findParked: prepare((db, parameter: Parameter<Batch>) =>
      lockMessages(
        selectMessages(db)
          .where(isParked('message'))
          .where('message.instance_id', '=', parameter('instanceId'))
          .where('message.queued_at', '<=', parameter('at'))
          .orderBy('message.next_attempt_at')
          .orderBy('message.lane')
          .orderBy('message.id')
          .limit(parameter('limit')),
      ),
    ),
    findOver: prepare((db, parameter: Parameter<{ at: number; limit: number }>) =>
      lockFreeMessages(
        selectMessages(db)
          .where(sql<boolean>`message.status = 'queued' and message.expires_at is not null`)
          .where('message.expires_at', '<=', parameter('at'))
          .orderBy('message.expires_at')
          .limit(parameter('limit')),
      ),
    ),
  }
}
