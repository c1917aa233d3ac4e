import { sql } from 'kysely'
import { isReady } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlContext } from './sql-context.ts'
import { isWanted } from './want-lookups.ts'

interface Owner {
  owner: string
}

/** How long a process that was not heard of is remembered. */
const goneMs = 3_600_000

/** Compiles what owning instances runs. */
export const createLeaseQueries = ({ prepare, lockFreeRows, databaseNow }: SqlContext) => ({
  attend: prepare((db, parameter: Parameter<Owner & { ttlMs: number; maxInstances: number | null }>) =>
    db
      .insertInto('khabeer_workers')
      .values({
        owner: parameter('owner'),
        max_instances: parameter('maxInstances'),
        expires_at: sql<number>`${databaseNow} + ${parameter('ttlMs')}`,
      })
      .onConflict((conflict) =>
        conflict.column('owner').doUpdateSet({
          max_instances: sql`excluded.max_instances`,
          expires_at: sql`excluded.expires_at`,
        }),
      ),
  ),
  // An expired lease is not prolonged although nobody took it: what was begun under it must not go on.
  renew: prepare((db, parameter: Parameter<Owner & { ttlMs: number }>) =>
    db
      .updateTable('khabeer_leases')
      .set({ expires_at: sql<number>`${databaseNow} + ${parameter('ttlMs')}`, is_handed_over: 0 })
      .where('owner', '=', parameter('owner'))
      .where('expires_at', '>', databaseNow)
      .returning(['instance_id as instanceId', 'epoch']),
  ),
  held: prepare((db, parameter: Parameter<Owner>) =>
    db
      .selectFrom('khabeer_leases')
      .select(['instance_id as instanceId', 'epoch'])
      .where('owner', '=', parameter('owner'))
      .orderBy('instance_id'),
  ),
  workers: prepare((db, _parameter: Parameter<Record<never, never>>) =>
    db
      .selectFrom('khabeer_workers as worker')
      .leftJoin('khabeer_leases as lease', (join) =>
        join.onRef('lease.owner', '=', 'worker.owner').on('lease.expires_at', '>', databaseNow),
      )
      .select((select) => [
        'worker.owner',
        'worker.max_instances as maxInstances',
        select.fn.count('lease.instance_id').as('held'),
      ])
      .where('worker.expires_at', '>', databaseNow)
      .groupBy(['worker.owner', 'worker.max_instances'])
      .orderBy('worker.owner'),
  ),
  countInstances: prepare((db, _parameter: Parameter<Record<never, never>>) =>
    db.selectFrom('khabeer_leases').select((select) => select.fn.countAll().as('instances')),
  ),
  // The rows are chosen once, in a query of their own: as a part of the update's condition they could be chosen again.
  acquire: prepare((db, parameter: Parameter<Owner & { ttlMs: number; limit: number }>) =>
    db
      .with('free', (from) =>
        lockFreeRows(
          from
            .selectFrom('khabeer_leases')
            .select('instance_id')
            .where('expires_at', '<=', databaseNow)
            .orderBy('is_handed_over', 'desc')
            .orderBy('instance_id')
            .limit(parameter('limit')),
        ),
      )
      .updateTable('khabeer_leases')
      .set({
        owner: parameter('owner'),
        epoch: sql<number>`epoch + 1`,
        expires_at: sql<number>`${databaseNow} + ${parameter('ttlMs')}`,
      })
      .where('instance_id', 'in', (from) => from.selectFrom('free').select('free.instance_id'))
      .returning(['instance_id as instanceId', 'epoch', 'is_handed_over as isHandedOver']),
  ),
  news: prepare((db, parameter: Parameter<Owner>) =>
    db
      .selectFrom('khabeer_leases as lease')
      .innerJoin('khabeer_instances as instance', 'instance.id', 'lease.instance_id')
      .select((select) => [
        'lease.instance_id as instanceId',
        select
          .case()
          .when(
            select.or([
              select('instance.deleted_at', 'is not', null),
              select('instance.is_linked', '=', 0),
              select('instance.wish', 'is not', null),
              select.exists(
                select
                  .selectFrom('khabeer_recipients as recipient')
                  .select('recipient.recipient')
                  .where(isWanted('recipient'))
                  .whereRef('recipient.instance_id', '=', 'lease.instance_id'),
              ),
            ]),
          )
          .then(sql.lit(1))
          .else(sql.lit(0))
          .end()
          .as('wantsLook'),
        select
          .case()
          .when(
            select.exists(
              select
                .selectFrom('khabeer_messages as message')
                .select('message.id')
                .where(isReady('message'))
                .whereRef('message.instance_id', '=', 'lease.instance_id'),
            ),
          )
          .then(sql.lit(1))
          .else(sql.lit(0))
          .end()
          .as('hasQueued'),
      ])
      .where('lease.owner', '=', parameter('owner'))
      .orderBy('lease.instance_id'),
  ),
  release: prepare((db, parameter: Parameter<Owner & { instanceId: number }>) =>
    db
      .updateTable('khabeer_leases')
      .set({ owner: null, expires_at: 0, is_handed_over: 1 })
      .where('owner', '=', parameter('owner'))
      .where('instance_id', '=', parameter('instanceId')),
  ),
  releaseAll: prepare((db, parameter: Parameter<Owner>) =>
    db
      .updateTable('khabeer_leases')
      .set({ owner: null, expires_at: 0, is_handed_over: 1 })
      .where('owner', '=', parameter('owner')),
  ),
  forget: prepare((db, parameter: Parameter<Owner>) =>
    db.deleteFrom('khabeer_workers').where('owner', '=', parameter('owner')),
  ),
  forgetGone: prepare((db, _parameter: Parameter<Record<never, never>>) =>
    db.deleteFrom('khabeer_workers').where('expires_at', '<', sql<number>`${databaseNow} - ${sql.lit(goneMs)}`),
  ),
  expireOthers: prepare((db, parameter: Parameter<Owner>) =>
    db.updateTable('khabeer_leases').set({ owner: null, expires_at: 0 }).where('owner', '<>', parameter('owner')),
  ),
  forgetOthers: prepare((db, parameter: Parameter<Owner>) =>
    db.deleteFrom('khabeer_workers').where('owner', '<>', parameter('owner')),
  ),
})
