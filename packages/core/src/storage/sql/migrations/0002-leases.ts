import type { Migration } from 'kysely'
import type { SqlColumnTypes } from '../column-types.ts'

/**
 * Gives each instance a lease row of its own, so that prolonging a lease never waits for whoever holds the instance's
 * row, and makes the processes that share the instances known to each other.
 */
export const leases = ({ integer }: SqlColumnTypes): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('khabeer_leases')
      .addColumn('instance_id', integer, (column) => column.primaryKey())
      .addColumn('owner', 'text')
      .addColumn('epoch', integer, (column) => column.notNull().defaultTo(0))
      .addColumn('expires_at', integer, (column) => column.notNull().defaultTo(0))
      .addColumn('is_handed_over', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db
      .insertInto('khabeer_leases')
      .columns(['instance_id', 'epoch'])
      .expression((from) => from.selectFrom('khabeer_instances').select(['id', 'epoch']))
      .execute()
    await db.schema.createIndex('khabeer_leases_owner').on('khabeer_leases').columns(['owner', 'instance_id']).execute()
    await db.schema.createIndex('khabeer_leases_expiry').on('khabeer_leases').columns(['expires_at']).execute()
    await db.schema.alterTable('khabeer_instances').dropColumn('epoch').execute()
    await db.schema.alterTable('khabeer_instances').dropColumn('owner').execute()

    await db.schema
      .createTable('khabeer_workers')
      .addColumn('owner', 'text', (column) => column.primaryKey().notNull())
      .addColumn('max_instances', integer)
      .addColumn('expires_at', integer, (column) => column.notNull())
      .execute()
  },
})
