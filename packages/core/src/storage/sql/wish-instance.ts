import type { InstanceRecord, InstanceSettings, InstanceWish } from '../instance-record.ts'
import type { Lease } from '../lease.ts'
import { StorageError } from '../storage-error.ts'
import { toInstanceRecord } from './instance-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** The programs by which an account asks something of its instance's owner, and the owner says that it was done. */
export interface WishInstancePrograms {
  configure(accountId: number, instanceId: number, settings: InstanceSettings): SqlProgram<InstanceRecord | null>
  requestRestart(accountId: number, instanceId: number, at: number): SqlProgram<InstanceRecord | null>
  requestLogout(accountId: number, instanceId: number): SqlProgram<InstanceRecord | null>
  endWish(lease: Lease, wish: InstanceWish): SqlProgram<InstanceRecord>
}

/** Builds the programs by which something is asked of an instance's owner. */
export const createWishInstance = (context: SqlContext): WishInstancePrograms => {
  const requireLease = createRequireLease(context)
  const queries = createQueries(context)

  return {
    configure: function* (accountId, instanceId, { name, pacing, metadata }) {
      const row = yield* one(queries.find, { accountId, instanceId })
      if (row === undefined) return null
      const after = yield* one(queries.configure, {
        instanceId,
        name: name ?? row.name,
        pacing: pacing === undefined ? row.pacing : pacing && JSON.stringify(pacing),
        metadata: metadata === undefined ? row.metadata : JSON.stringify(metadata),
        wish: row.wish ?? (pacing === undefined ? null : 'look'),
      })
      return after === undefined ? null : toInstanceRecord(after)
    },
    requestRestart: function* (accountId, instanceId, at) {
      const row = yield* one(queries.find, { accountId, instanceId })
      if (row === undefined) return null
      const qrRequestedAt = row.is_linked === 1 ? row.qr_requested_at : at
      const wish = row.wish === 'logout' ? row.wish : 'restart'
      const after = yield* one(queries.wish, { instanceId, qrRequestedAt, wish })
      return after === undefined ? null : toInstanceRecord(after)
    },
    requestLogout: function* (accountId, instanceId) {
      const row = yield* one(queries.find, { accountId, instanceId })
      if (row === undefined) return null
      if (row.is_linked === 0) return toInstanceRecord(row)
      const after = yield* one(queries.wish, { instanceId, qrRequestedAt: row.qr_requested_at, wish: 'logout' })
      return after === undefined ? null : toInstanceRecord(after)
    },
    endWish: function* (lease, wish) {
      yield* requireLease.toWrite(lease)
      const { instanceId } = lease
      yield* run(queries.endWish, { instanceId, wish })
      const row = yield* one(queries.read, { instanceId })
      if (row === undefined) throw new StorageError('stale_lease', `Instance ${instanceId} is gone.`)
      return toInstanceRecord(row)
    },
  }
}

const createQueries = ({ prepare, lockRows }: SqlContext) => ({
  find: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number }>) =>
    lockRows(
      db
        .selectFrom('khabeer_instances')
        .selectAll()
        .where('id', '=', parameter('instanceId'))
        .where('account_id', '=', parameter('accountId'))
        .where('deleted_at', 'is', null),
    ),
  ),
  read: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.selectFrom('khabeer_instances').selectAll().where('id', '=', parameter('instanceId')),
  ),
  configure: prepare(
    (
      db,
      parameter: Parameter<{
        instanceId: number
        name: string
        pacing: string | null
        metadata: string
        wish: InstanceWish | null
      }>,
    ) =>
      db
        .updateTable('khabeer_instances')
        .set({
          name: parameter('name'),
          pacing: parameter('pacing'),
          metadata: parameter('metadata'),
          wish: parameter('wish'),
        })
        .where('id', '=', parameter('instanceId'))
        .returningAll(),
  ),
  wish: prepare((db, parameter: Parameter<{ instanceId: number; qrRequestedAt: number | null; wish: InstanceWish }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ qr_requested_at: parameter('qrRequestedAt'), wish: parameter('wish') })
      .where('id', '=', parameter('instanceId'))
      .returningAll(),
  ),
  endWish: prepare((db, parameter: Parameter<{ instanceId: number; wish: InstanceWish }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ wish: null })
      .where('id', '=', parameter('instanceId'))
      .where('wish', '=', parameter('wish')),
  ),
})
