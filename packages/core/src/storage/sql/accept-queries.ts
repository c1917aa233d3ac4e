import { sql } from 'kysely'
import type { NewMessage } from '../message-store.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlContext } from './sql-context.ts'

/** Compiles what accepting a message runs; constants stand in the text, because every bound value costs. */
export const createAcceptQueries = ({ prepare, insertedId, holdRow }: SqlContext) => ({
  holdInstance: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    holdRow(db.selectFrom('khabeer_instances').select('id').where('id', '=', parameter('instanceId'))),
  ),
  readTarget: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number }>) =>
    db
      .selectFrom('khabeer_accounts as account')
      .leftJoin('khabeer_instances as instance', (join) =>
        join
          .onRef('instance.account_id', '=', 'account.id')
          .on('instance.id', '=', parameter('instanceId'))
          .on('instance.deleted_at', 'is', null),
      )
      .where('account.id', '=', parameter('accountId'))
      .select([
        'account.is_disabled',
        'account.time_zone',
        'account.daily_messages',
        'account.monthly_messages',
        'instance.id as instance_id',
      ]),
  ),
  insertMessage: prepare((db, parameter: Parameter<PlainMessage>) =>
    insertedId(db.insertInto('khabeer_messages').values(plainValues(parameter))),
  ),
  insertSpecialMessage: prepare((db, parameter: Parameter<SpecialMessage>) =>
    insertedId(
      db.insertInto('khabeer_messages').values({
        ...plainValues(parameter),
        send_at: parameter('sendAt'),
        expires_at: parameter('expiresAt'),
        next_attempt_at: parameter('sendAt'),
        held_reason: parameter('heldReason'),
        retry_of: parameter('retryOf'),
      }),
    ),
  ),
  insertEvent: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number; id: number; at: number }>) =>
    db.insertInto('khabeer_events').values({
      account_id: parameter('accountId'),
      instance_id: parameter('instanceId'),
      message_id: parameter('id'),
      status: sql.lit('queued'),
      at: parameter('at'),
    }),
  ),
})

interface PlainMessage {
  accountId: number
  instanceId: number
  waMessageId: string
  recipient: string
  type: NewMessage['type']
  content: string
  lane: number
  day: string
  month: string
  at: number
}

interface SpecialMessage extends PlainMessage {
  sendAt: number | null
  expiresAt: number | null
  heldReason: 'scheduled' | null
  retryOf: number | null
}

const plainValues = (parameter: Parameter<PlainMessage>) => ({
  account_id: parameter('accountId'),
  instance_id: parameter('instanceId'),
  wa_message_id: parameter('waMessageId'),
  recipient: parameter('recipient'),
  type: parameter('type'),
  content: parameter('content'),
  status: sql.lit('queued' as const),
  lane: parameter('lane'),
  day: parameter('day'),
  month: parameter('month'),
  queued_at: parameter('at'),
})
