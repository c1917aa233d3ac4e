import { sql } from 'kysely'
import type { Lease } from '../lease.ts'
import type { MessageRecord } from '../message-record.ts'
import type { MessageChange, MessageStore } from '../message-store.ts'
import { createChangeMessage } from './change-message.ts'
import { isStatus, selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all, run } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** The programs around the moment a message leaves. */
export interface SendMessagePrograms {
  unsettled(lease: Lease): SqlProgram<readonly MessageRecord[]>
  markSending(lease: Lease, input: Parameters<MessageStore['markSending']>[1]): SqlProgram<MessageChange | null>
  markResending(lease: Lease, input: Parameters<MessageStore['markResending']>[1]): SqlProgram<MessageChange | null>
  postpone(lease: Lease, input: Parameters<MessageStore['postpone']>[1]): SqlProgram<void>
}

/** Builds the programs around the moment a message leaves. */
export const createSendMessage = (context: SqlContext): SendMessagePrograms => {
  const requireLease = createRequireLease(context)
  const message = createChangeMessage(context)
  const queries = createQueries(context)

  return {
    unsettled: function* (lease) {
      yield* requireLease.toRead(lease)
      const rows = yield* all(queries.findSending, { instanceId: lease.instanceId })
      return rows.map(toMessageRecord)
    },
    markSending: function* (lease, { messageId, built, address, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findById(lease.instanceId, messageId)
      if (before?.status !== 'queued') return null
      yield* run(queries.saveBuilt, { messageId, built })
      yield* run(queries.noteSend, { instanceId: lease.instanceId, at })
      yield* run(queries.noteContact, { instanceId: lease.instanceId, recipient: before.recipient, at })
      return yield* message.apply(
        before,
        { status: 'sending', attempts: before.attempts + 1, next_attempt_at: null, address, sending_at: at },
        at,
      )
    },
    markResending: function* (lease, { messageId, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findById(lease.instanceId, messageId)
      if (before?.status !== 'sending') return null
      yield* run(queries.noteSend, { instanceId: lease.instanceId, at })
      return yield* message.apply(before, { attempts: before.attempts + 1 }, at)
    },
    postpone: function* (lease, { messageId, nextAttemptAt, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findById(lease.instanceId, messageId)
      if (before?.status !== 'queued') return
      yield* message.apply(before, { attempts: before.attempts + 1, next_attempt_at: nextAttemptAt }, at)
    },
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  findSending: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    selectMessages(db)
      .where(isStatus('message.status', 'sending'))
      .where('message.instance_id', '=', parameter('instanceId'))
      .orderBy('message.id'),
  ),
  saveBuilt: prepare((db, parameter: Parameter<{ messageId: number; built: Uint8Array }>) =>
    db
      .updateTable('khabeer_messages')
      .set({ built: parameter('built') })
      .where('id', '=', parameter('messageId')),
  ),
  noteSend: prepare((db, parameter: Parameter<{ instanceId: number; at: number }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ last_send_at: parameter('at') })
      .where('id', '=', parameter('instanceId')),
  ),
  noteContact: prepare((db, parameter: Parameter<{ instanceId: number; recipient: string; at: number }>) =>
    db
      .insertInto('khabeer_recipients')
      .values({
        instance_id: parameter('instanceId'),
        recipient: parameter('recipient'),
        first_sent_at: parameter('at'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['instance_id', 'recipient'])
          .doUpdateSet({ first_sent_at: sql`excluded.first_sent_at` })
          .where('khabeer_recipients.first_sent_at', 'is', null),
      ),
  ),
})
