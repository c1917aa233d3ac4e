import type { Migration } from 'kysely'
import { sql } from 'kysely'
import type { SqlColumnTypes } from '../column-types.ts'

/** Stores what bounds a number, and keeps queued messages that wait apart from those that may go. */
export const pacing = ({ integer }: SqlColumnTypes): Migration => ({
  up: async (db) => {
    const instances = db.schema.alterTable('khabeer_instances')
    await instances.addColumn('paused_at', integer).execute()
    await instances.addColumn('holds', 'text', (column) => column.notNull().defaultTo('[]')).execute()
    await instances.addColumn('sent_day', 'text').execute()
    await instances.addColumn('sent_today', integer, (column) => column.notNull().defaultTo(0)).execute()
    await instances.addColumn('first_contacts_today', integer, (column) => column.notNull().defaultTo(0)).execute()
    await instances.addColumn('linked_at', integer).execute()
    const messages = db.schema.alterTable('khabeer_messages')
    await messages.addColumn('send_at', integer).execute()
    await messages.addColumn('expires_at', integer).execute()
    await db.schema.alterTable('khabeer_recipients').addColumn('last_sent_at', integer).execute()

    await db
      .updateTable('khabeer_messages')
      .set({ held_reason: 'retry' })
      .where('status', '=', 'queued')
      .where('next_attempt_at', 'is not', null)
      .execute()

    await db.schema.dropIndex('khabeer_messages_queued').execute()
    // A claim walks through the first of these alone: what waits is not in it, however much that is.
    await db.schema
      .createIndex('khabeer_messages_ready')
      .on('khabeer_messages')
      .columns(['instance_id', 'lane', 'id'])
      .where(sql<boolean>`status = 'queued' and next_attempt_at is null`)
      .execute()
    await db.schema
      .createIndex('khabeer_messages_parked')
      .on('khabeer_messages')
      .columns(['instance_id', 'next_attempt_at', 'lane', 'id'])
      .where(sql<boolean>`status = 'queued' and next_attempt_at is not null`)
      .execute()
    await db.schema
      .createIndex('khabeer_messages_parked_for')
      .on('khabeer_messages')
      .columns(['instance_id', 'held_reason', 'id'])
      .where(sql<boolean>`status = 'queued' and next_attempt_at is not null`)
      .execute()
    // Nobody waits behind a message that was accepted for later.
    await db.schema
      .createIndex('khabeer_messages_parked_to')
      .on('khabeer_messages')
      .columns(['instance_id', 'recipient', 'lane', 'id'])
      .where(sql<boolean>`status = 'queued' and next_attempt_at is not null and held_reason <> 'scheduled'`)
      .execute()
    await db.schema
      .createIndex('khabeer_messages_expiry')
      .on('khabeer_messages')
      .columns(['expires_at'])
      .where(sql<boolean>`status = 'queued' and expires_at is not null`)
      .execute()
  },
})
