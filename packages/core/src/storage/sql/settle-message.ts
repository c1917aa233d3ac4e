import type { Lease } from '../lease.ts'
import type { MessageStatus } from '../message-record.ts'
import type { MessageHappening, ProvenStatus } from '../message-status.ts'
import { nextStatus, standingOf } from '../message-status.ts'
import type { MessageChange, MessageStore } from '../message-store.ts'
import type { MessagePatch } from './change-message.ts'
import { createChangeMessage } from './change-message.ts'
import type { MessageRow } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { run } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'
import { createUsageUnits } from './usage-units.ts'

/** The programs that note what became of a message. */
export interface SettleMessagePrograms {
  advance(lease: Lease, input: Parameters<MessageStore['advance']>[1]): SqlProgram<MessageChange | null>
  fail(lease: Lease, input: Parameters<MessageStore['fail']>[1]): SqlProgram<MessageChange | null>
  refuse(lease: Lease, input: Parameters<MessageStore['refuse']>[1]): SqlProgram<MessageChange | null>
}

/** Builds the programs that note what became of a message. */
export const createSettleMessage = (context: SqlContext): SettleMessagePrograms => {
  const requireLease = createRequireLease(context)
  const message = createChangeMessage(context)
  const units = createUsageUnits(context)
  const keepRestriction = context.prepare((db, parameter: Parameter<{ instanceId: number; restriction: string }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ restriction: parameter('restriction') })
      .where('id', '=', parameter('instanceId')),
  )

  function* end(before: MessageRow, code: string, error: string, at: number): SqlProgram<MessageChange> {
    if (before.sending_at === null) {
      const accountId = before.account_id
      yield* units.giveBack({ accountId, kind: 'day', period: before.day }, 1)
      yield* units.giveBack({ accountId, kind: 'month', period: before.month }, 1)
    }
    return yield* message.apply(
      before,
      { status: 'failed', error, error_code: code, next_attempt_at: null, ended_at: at },
      at,
    )
  }

  return {
    advance: function* (lease, { waMessageId, status, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findByWaId(lease.instanceId, waMessageId)
      if (before === undefined || stepOf(before, status) === null) return null
      const provenAt = timeOfProof(before, at)
      return yield* message.apply(before, toProof(before, status, provenAt), provenAt)
    },
    fail: function* (lease, { messageId, code, error, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findById(lease.instanceId, messageId)
      if (before === undefined || stepOf(before, 'given_up') === null) return null
      return yield* end(before, code, error, at)
    },
    refuse: function* (lease, { waMessageId, code, error, at, restriction }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findByWaId(lease.instanceId, waMessageId)
      if (restriction !== undefined) {
        yield* run(keepRestriction, { instanceId: lease.instanceId, restriction: JSON.stringify(restriction) })
      }
      if (before === undefined || stepOf(before, 'refused') === null) return null
      return yield* end(before, code, error, at)
    },
  }
}

const stepOf = (row: MessageRow, happening: MessageHappening): MessageStatus | null =>
  nextStatus(standingOf(row.status, row.error_code), happening)

const timeColumns = { sent: 'sent_at', delivered: 'delivered_at', read: 'read_at', played: 'played_at' } as const

/** WhatsApp dates in whole seconds, so that its word can seem older than what it answers; no time is kept that is. */
const timeOfProof = ({ sending_at, sent_at, delivered_at, read_at }: MessageRow, saidAt: number): number =>
  Math.max(saidAt, sending_at ?? 0, sent_at ?? 0, delivered_at ?? 0, read_at ?? 0)

/** Whoever has read a message was sent it: a receipt that overtakes the acknowledgement dates that too. */
const toProof = ({ sent_at }: MessageRow, status: ProvenStatus, at: number): MessagePatch => {
  return {
    sent_at: sent_at ?? at,
    [timeColumns[status]]: at,
    status,
    error: null,
    error_code: null,
    next_attempt_at: null,
    ended_at: null,
  }
}
