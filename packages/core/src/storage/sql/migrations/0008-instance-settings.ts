import type { Migration } from 'kysely'
import { sql } from 'kysely'
import type { SqlColumnTypes } from '../column-types.ts'

/** Stores what an account set for a number, what its owner is asked to do, and whom somebody wants to know of. */
export const instanceSettings = ({ integer }: SqlColumnTypes): Migration => ({
  up: async (db) => {
    const instances = db.schema.alterTable('khabeer_instances')
    await instances.addColumn('pacing', 'text').execute()
    await instances.addColumn('metadata', 'text', (column) => column.notNull().defaultTo('{}')).execute()
    await instances.addColumn('wish', 'text').execute()
    const recipients = db.schema.alterTable('khabeer_recipients')
    await recipients.addColumn('wa_number', 'text').execute()
    await recipients.addColumn('wanted_at', integer).execute()
    await db.schema
      .createIndex('khabeer_recipients_wanted')
      .on('khabeer_recipients')
      .columns(['instance_id', 'wanted_at', 'recipient'])
      .where(sql.ref('wanted_at'), 'is not', null)
      .execute()
  },
})
