import { sql } from 'kysely'
import type { NewMessage } from '../message-store.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlContext } from './sql-context.ts'

/** Compiles what accepting a message runs; constants stand in the text, because every bound value costs. */
export const createAcceptQueries = ({ prepare, insertedId, holdRow }: SqlContext) => ({
  holdInstance: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    holdRow(db.selectFrom('khabeer_instances').select('id').where('id', '=', parameter('instanceId'))),
  ),
  findAnswer: prepare((db, parameter: Parameter<{ accountId: number; route: string; key: string; after: number }>) =>
    db
      .selectFrom('khabeer_idempotency')
      .select(['body_hash', 'answer'])
      .where('account_id', '=', parameter('accountId'))
      .where('route', '=', parameter('route'))
      .where('key', '=', parameter('key'))
      .where('created_at', '>', parameter('after')),
  ),
  insertAnswer: prepare(
    (
      db,
      parameter: Parameter<{
        accountId: number
        route: string
        key: string
        bodyHash: string
        answer: string
        at: number
        after: number
      }>,
    ) =>
      db
        .insertInto('khabeer_idempotency')
        .values({
          account_id: parameter('accountId'),
          route: parameter('route'),
          key: parameter('key'),
          body_hash: parameter('bodyHash'),
          answer: parameter('answer'),
          created_at: parameter('at'),
        })
        // A key that has had its day may be used for something else.
        .onConflict((conflict) =>
          conflict
            .columns(['account_id', 'route', 'key'])
            .doUpdateSet({
              body_hash: parameter('bodyHash'),
              answer: parameter('answer'),
              created_at: parameter('at'),
            })
            .where('khabeer_idempotency.created_at', '<=', parameter('after')),
        ),
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
  insertTimedMessage: prepare((db, parameter: Parameter<TimedMessage>) =>
    insertedId(
      db.insertInto('khabeer_messages').values({
        ...plainValues(parameter),
        send_at: parameter('sendAt'),
        expires_at: parameter('expiresAt'),
        next_attempt_at: parameter('sendAt'),
        held_reason: parameter('heldReason'),
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

interface TimedMessage extends PlainMessage {
  sendAt: number | null
  expiresAt: number | null
  heldReason: 'scheduled' | null
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
