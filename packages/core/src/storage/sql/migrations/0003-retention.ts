import type { Migration } from 'kysely'
import { sql } from 'kysely'

/** Lets retention find what is old without a walk, at no cost for a message that is accepted. */
export const retention = (): Migration => ({
  up: async (db) => {
    await db.schema
      .alterTable('khabeer_messages')
      .addColumn('has_body', 'integer', (column) => column.notNull().defaultTo(1))
      .execute()
    // A message enters it when it leaves the queue, and never before.
    await db.schema
      .createIndex('khabeer_messages_ended')
      .on('khabeer_messages')
      .column('has_body')
      .expression(sql`coalesce(ended_at, played_at, read_at, delivered_at, sent_at, queued_at)`)
      .where(sql<boolean>`status not in ('queued', 'sending')`)
      .execute()
    await db.schema.createIndex('khabeer_idempotency_age').on('khabeer_idempotency').columns(['created_at']).execute()
  },
})
