import type { Migration } from 'kysely'
import { sql } from 'kysely'
import type { SqlColumnTypes } from '../column-types.ts'

/** Lets messages and their steps be listed without a walk, notes which message another one repeats, and joins the keys. */
export const messageLists = ({ integer }: SqlColumnTypes): Migration => ({
  up: async (db) => {
    await db.schema.alterTable('khabeer_messages').addColumn('retry_of', integer).execute()
    await db.schema.alterTable('khabeer_events').addColumn('attempts', 'integer').execute()

    // The status stands before the time: a page of some statuses is the first rows of each, however rare they are.
    await db.schema
      .createIndex('khabeer_messages_listed')
      .on('khabeer_messages')
      .columns(['account_id', 'status', 'queued_at', 'id'])
      .execute()
    // The account keeps it from questions that the queue's own indexes answer.
    await db.schema
      .createIndex('khabeer_messages_listed_from')
      .on('khabeer_messages')
      .columns(['instance_id', 'account_id', 'status', 'queued_at', 'id'])
      .execute()
    await db.schema
      .createIndex('khabeer_messages_listed_to')
      .on('khabeer_messages')
      .columns(['account_id', 'recipient', 'status', 'queued_at', 'id'])
      .execute()
    await db.schema
      .createIndex('khabeer_messages_listed_for')
      .on('khabeer_messages')
      .columns(['account_id', 'error_code', 'status', 'queued_at', 'id'])
      .where(sql<boolean>`error_code is not null`)
      .execute()
    await db.schema
      .createIndex('khabeer_events_message')
      .on('khabeer_events')
      .columns(['message_id', 'id'])
      .where(sql<boolean>`message_id is not null`)
      .execute()

    // From now on a key belongs to its account alone, whatever it was used for.
    for (const route of ['send', 'send-bulk']) {
      await sql`
        update ${sql.table('khabeer_idempotency')} as earlier
        set route = 'call', body_hash = ${sql.lit(`${route}:`)} || body_hash
        where route = ${sql.lit(route)} and not exists (
          select 1 from ${sql.table('khabeer_idempotency')} as taken
          where taken.account_id = earlier.account_id and taken.route = 'call' and taken.key = earlier.key
        )
      `.execute(db)
    }
  },
})
