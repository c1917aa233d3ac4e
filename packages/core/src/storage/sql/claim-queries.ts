import { sql } from 'kysely'
import { isParked, isReady, selectMessages } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { QueueHeadKey } from './queue-head.ts'
import { earlierDueAt, firstReady, selectQueueHead } from './queue-head.ts'
import type { SqlContext } from './sql-context.ts'

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
  readCandidates: prepare((db, parameter: Parameter<{ instanceId: number; limit: number }>) =>
    db
      .selectFrom('khabeer_messages as message')
      .leftJoin('khabeer_recipients as recipient', (join) =>
        join
          .onRef('recipient.instance_id', '=', 'message.instance_id')
          .onRef('recipient.recipient', '=', 'message.recipient'),
      )
      .where(isReady('message'))
      .where('message.instance_id', '=', parameter('instanceId'))
      .select([
        'message.id',
        'message.lane',
        'message.recipient',
        'message.expires_at',
        'recipient.first_sent_at',
        'recipient.last_sent_at',
        'recipient.last_inbound_at',
      ])
      .select((from) => earlierDueAt(from).as('earlier_due_at'))
      .orderBy('message.lane')
      .orderBy('message.id')
      .limit(parameter('limit')),
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
