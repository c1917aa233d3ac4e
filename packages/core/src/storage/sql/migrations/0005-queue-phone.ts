import type { Migration } from 'kysely'

/** Stores the number that a queue was made for while it waits because another one was linked. */
export const queuePhone = (): Migration => ({
  up: async (db) => {
    await db.schema.alterTable('khabeer_instances').addColumn('queue_phone', 'text').execute()
  },
})
