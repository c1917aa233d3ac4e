import { sql } from 'kysely'
import { judge } from '../../pacing/admission.ts'
import { sentOn } from '../../pacing/queue-hold.ts'
import type { Lease } from '../lease.ts'
import type { MessageRecord } from '../message-record.ts'
import type { MessageChange, MessageStore } from '../message-store.ts'
import { createChangeMessage } from './change-message.ts'
import { createEndQueued } from './end-queued.ts'
import { expired } from './expired.ts'
import { toHolds } from './instance-rows.ts'
import type { MessageRow } from './message-rows.ts'
import { isStatus, selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all, one, run } from './program.ts'
import type { QueueHeadKey } from './queue-head.ts'
import { selectQueueHead, toQueueHead } from './queue-head.ts'
import { createQueueRules } from './queue-rules.ts'
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
  const endQueued = createEndQueued(context)
  const rulesOf = createQueueRules(context)
  const queries = createQueries(context)

  return {
    unsettled: function* (lease) {
      yield* requireLease.toRead(lease)
      const rows = yield* all(queries.findSending, { instanceId: lease.instanceId })
      // What another number began must not come from this one.
      return rows.filter((row) => !isOfOtherNumber(row)).map(toMessageRecord)
    },
    markSending: function* (lease, { messageId, built, address, at, limits = {} }) {
      const { instanceId } = lease
      yield* requireLease.toWrite(lease)
      // The instance before the message, as everybody who takes both.
      const row = yield* one(queries.readForSending, { ...lease, messageId })
      const before = yield* message.findById(instanceId, messageId)
      if (row === undefined || before?.status !== 'queued') return null
      if (before.expires_at !== null && before.expires_at <= at) {
        return (yield* endQueued([before], expired, at))[0] ?? null
      }
      const head = toQueueHead(row)
      const { hold, day, admission } = rulesOf(head, limits, at)
      if (head.first === null || head.isPaused || hold !== null) return null
      if (judge(head.first.candidate, admission).kind !== 'go') return null

      yield* run(queries.saveBuilt, { messageId, built })
      const sent = sentOn(head.state, day)
      const isFirstContact = head.first.candidate.firstSentAt === null
      yield* run(queries.noteFirstSend, {
        instanceId,
        at,
        sentDay: laterOf(head.state.sentDay, day.day),
        sentToday: sent.messages + 1,
        firstContactsToday: sent.firstContacts + (isFirstContact ? 1 : 0),
      })
      yield* run(queries.noteContact, { instanceId, recipient: before.recipient, at })
      return yield* message.apply(
        before,
        { status: 'sending', attempts: before.attempts + 1, address, sending_at: at },
        at,
      )
    },
    markResending: function* (lease, { messageId, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findById(lease.instanceId, messageId)
      if (before?.status !== 'sending') return null
      yield* run(queries.noteSend, { instanceId: lease.instanceId, at })
      yield* run(queries.noteContact, { instanceId: lease.instanceId, recipient: before.recipient, at })
      return yield* message.apply(before, { attempts: before.attempts + 1 }, at)
    },
    postpone: function* (lease, { messageId, nextAttemptAt, at }) {
      yield* requireLease.toWrite(lease)
      const before = yield* message.findById(lease.instanceId, messageId)
      if (before?.status !== 'queued') return
      yield* message.apply(
        before,
        { attempts: before.attempts + 1, next_attempt_at: nextAttemptAt, held_reason: 'retry' },
        at,
      )
    },
  }
}

const isOfOtherNumber = ({ holds }: MessageRow): boolean =>
  toHolds(holds ?? '[]').some(({ reason }) => reason === 'number_changed')

const laterOf = (first: string | null, second: string): string => (first !== null && first > second ? first : second)

const createQueries = ({ prepare, lockInstance }: SqlContext) => ({
  readForSending: prepare((db, parameter: Parameter<QueueHeadKey & { messageId: number }>) =>
    lockInstance(selectQueueHead(db, parameter, () => parameter('messageId'))),
  ),
  noteFirstSend: prepare(
    (
      db,
      parameter: Parameter<{
        instanceId: number
        at: number
        sentDay: string
        sentToday: number
        firstContactsToday: number
      }>,
    ) =>
      db
        .updateTable('khabeer_instances')
        .set({
          last_send_at: parameter('at'),
          sent_day: parameter('sentDay'),
          sent_today: parameter('sentToday'),
          first_contacts_today: parameter('firstContactsToday'),
        })
        .where('id', '=', parameter('instanceId')),
  ),
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
        last_sent_at: parameter('at'),
      })
      .onConflict((conflict) =>
        conflict.columns(['instance_id', 'recipient']).doUpdateSet({
          first_sent_at: sql`coalesce(khabeer_recipients.first_sent_at, excluded.first_sent_at)`,
          last_sent_at: sql`excluded.last_sent_at`,
        }),
      ),
  ),
})
