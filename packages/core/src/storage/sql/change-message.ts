import type { MessageChange } from '../message-store.ts'
import type { MessageRow } from './message-rows.ts'
import { selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import { createRecordEvent } from './record-event.ts'
import type { SqlContext } from './sql-context.ts'

/** The columns that a change of a message may touch. */
export type MessagePatch = Partial<
  Pick<
    MessageRow,
    | 'status'
    | 'error'
    | 'error_code'
    | 'held_reason'
    | 'attempts'
    | 'next_attempt_at'
    | 'address'
    | 'sending_at'
    | 'sent_at'
    | 'delivered_at'
    | 'read_at'
    | 'played_at'
    | 'ended_at'
  >
>

/** The steps that read and change one message; whoever reads it this way keeps it from changing meanwhile. */
export interface ChangeMessage {
  findById(instanceId: number, messageId: number): SqlProgram<MessageRow | undefined>
  findByWaId(instanceId: number, waMessageId: string): SqlProgram<MessageRow | undefined>
  /** Writes a patch, and an event when the status became another one. */
  apply(before: MessageRow, patch: MessagePatch, at: number): SqlProgram<MessageChange>
}

/** Builds the steps that read and change one message. */
export const createChangeMessage = (context: SqlContext): ChangeMessage => {
  const queries = createQueries(context)
  const recordEvent = createRecordEvent(context)

  return {
    findById: (instanceId, messageId) => one(queries.findById, { instanceId, messageId }),
    findByWaId: (instanceId, waMessageId) => one(queries.findByWaId, { instanceId, waMessageId }),
    apply: function* (before, patch, at) {
      // Whoever leaves the queue waits for nothing any more.
      const left = (patch.status ?? 'queued') === 'queued' ? {} : { next_attempt_at: null, held_reason: null }
      const after = { ...before, ...left, ...patch }
      yield* run(queries.update, after)
      if (after.status !== before.status) {
        yield* recordEvent({
          account_id: after.account_id,
          instance_id: after.instance_id,
          message_id: after.id,
          status: after.status,
          reason: after.error_code,
          attempts: after.attempts,
          at,
        })
      }
      return { before: toMessageRecord(before), after: toMessageRecord(after) }
    },
  }
}

const createQueries = ({ prepare, lockMessages }: SqlContext) => ({
  findById: prepare((db, parameter: Parameter<{ instanceId: number; messageId: number }>) =>
    lockMessages(
      selectMessages(db)
        .where('message.id', '=', parameter('messageId'))
        .where('message.instance_id', '=', parameter('instanceId')),
    ),
  ),
  findByWaId: prepare((db, parameter: Parameter<{ instanceId: number; waMessageId: string }>) =>
    lockMessages(
      selectMessages(db)
        .where('message.instance_id', '=', parameter('instanceId'))
        .where('message.wa_message_id', '=', parameter('waMessageId')),
    ),
  ),
  update: prepare((db, parameter: Parameter<MessageRow>) =>
    db
      .updateTable('khabeer_messages')
      .set({
        status: parameter('status'),
        error: parameter('error'),
        error_code: parameter('error_code'),
        held_reason: parameter('held_reason'),
        attempts: parameter('attempts'),
        next_attempt_at: parameter('next_attempt_at'),
        address: parameter('address'),
        sending_at: parameter('sending_at'),
        sent_at: parameter('sent_at'),
        delivered_at: parameter('delivered_at'),
        read_at: parameter('read_at'),
        played_at: parameter('played_at'),
        ended_at: parameter('ended_at'),
      })
      .where('id', '=', parameter('id')),
  ),
})
