import { sql } from 'kysely'
import { isParked, isReady, selectMessages } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { MessageScope, QueueHeadKey } from './queue-head.ts'
import { earlierDueAt, firstReady, selectQueueHead } from './queue-head.ts'
import type { SqlContext } from './sql-context.ts'

/** The most messages that one claim looks at. */
export const maxCandidates = 200

/** The most messages whose time has come that one claim lets back in. */
const maxLetIn = 200

/** Compiles what a claim runs. */
export const createClaimQueries = ({ prepare }: SqlContext) => ({
  readHead: prepare((db, parameter: Parameter<QueueHeadKey>) => selectQueueHead(db, parameter, firstReady(parameter))),
  saveHolds: prepare((db, parameter: Parameter<{ instanceId: number; holds: string }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ holds: parameter('holds') })
      .where('id', '=', parameter('instanceId')),
  ),
  letBackIn: prepare((db, parameter: Parameter<{ instanceId: number; at: number }>) =>
    db
      .updateTable('khabeer_messages')
      .set({ next_attempt_at: null, held_reason: null })
      .where('id', 'in', (from) =>
        from
          .selectFrom('khabeer_messages as waiting')
          .select('waiting.id')
          .where(isParked('waiting'))
          .where('waiting.instance_id', '=', parameter('instanceId'))
          .where('waiting.next_attempt_at', '<=', parameter('at'))
          .orderBy('waiting.next_attempt_at')
          .orderBy('waiting.lane')
          .orderBy('waiting.id')
          .limit(sql.lit(maxLetIn)),
      )
      // Somebody may withdraw one of them at the same moment.
      .where('status', '=', 'queued'),
  ),
  readCandidates: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages as message')
      .where(isReady('message'))
      .where('message.instance_id', '=', parameter('instanceId'))
      .select(['message.id', 'message.lane', 'message.recipient', 'message.expires_at'])
      // Looked up for each: a planner that may join them reads all recipients of the instance.
      .select((from) => [
        ofRecipient(from).select('recipient.first_sent_at').as('first_sent_at'),
        ofRecipient(from).select('recipient.last_sent_at').as('last_sent_at'),
        ofRecipient(from).select('recipient.last_inbound_at').as('last_inbound_at'),
        earlierDueAt(from).as('earlier_due_at'),
      ])
      .orderBy('message.lane')
      .orderBy('message.id')
      .limit(sql.lit(maxCandidates)),
  ),
  readMessage: prepare((db, parameter: Parameter<{ messageId: number }>) =>
    selectMessages(db).where('message.id', '=', parameter('messageId')),
  ),
  findNextDue: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db
      .selectFrom('khabeer_messages as waiting')
      .select((waiting) => waiting.fn.min<number | null>('waiting.next_attempt_at').as('due'))
      .where(isParked('waiting'))
      .where('waiting.instance_id', '=', parameter('instanceId')),
  ),
})

const ofRecipient = (from: MessageScope) =>
  from
    .selectFrom('khabeer_recipients as recipient')
    .whereRef('recipient.instance_id', '=', 'message.instance_id')
    .whereRef('recipient.recipient', '=', 'message.recipient')
