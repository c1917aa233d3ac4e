import type { InstancePatch, InstanceRecord } from '../instance-record.ts'
import type { InstanceStore } from '../instance-store.ts'
import type { Lease } from '../lease.ts'
import { StorageError } from '../storage-error.ts'
import type { InstanceColumns, InstanceRow } from './instance-rows.ts'
import { toInstanceColumns, toInstanceRecord } from './instance-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { one, run } from './program.ts'
import { createQueueForItsNumber } from './queue-for-its-number.ts'
import { createRecordEvent } from './record-event.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** The programs that change an instance's row. */
export interface UpdateInstancePrograms {
  update(
    lease: Lease,
    patch: InstancePatch,
    at: number,
  ): SqlProgram<{ readonly before: InstanceRecord; readonly after: InstanceRecord }>
  requestQr(accountId: number, instanceId: number, at: number): SqlProgram<InstanceRecord | null>
  requestPairingCode(
    accountId: number,
    instanceId: number,
    input: Parameters<InstanceStore['requestPairingCode']>[2],
  ): SqlProgram<InstanceRecord | null>
}

/** Builds the programs that change an instance's row. */
export const createUpdateInstance = (context: SqlContext): UpdateInstancePrograms => {
  const requireLease = createRequireLease(context)
  const recordEvent = createRecordEvent(context)
  const keepQueueForItsNumber = createQueueForItsNumber(context)
  const queries = createQueries(context)

  return {
    update: function* (lease, patch, at) {
      yield* requireLease.toWrite(lease)
      const { instanceId } = lease
      const before = yield* one(queries.find, { instanceId })
      if (before === undefined) throw gone(instanceId)
      const columns = toInstanceColumns(before, patch)
      const isNewStatus = columns.status !== before.status
      const statusChangedAt = isNewStatus ? at : before.status_changed_at
      const linkedAt = isNewNumber(before, columns) ? at : before.linked_at
      yield* keepQueueForItsNumber(before, columns)
      const after = yield* one(queries.update, { ...columns, instanceId, statusChangedAt, linkedAt })
      if (after === undefined) throw gone(instanceId)
      if (patch.isLinked === false) yield* run(queries.clearCredentials, { instanceId })
      if (isNewStatus) {
        yield* recordEvent({
          account_id: after.account_id,
          instance_id: instanceId,
          message_id: null,
          status: after.status,
          reason: after.status_reason,
          attempts: null,
          at,
        })
      }
      return { before: toInstanceRecord(before), after: toInstanceRecord(after) }
    },
    requestQr: function* (accountId, instanceId, at) {
      const row = yield* one(queries.requestQr, { accountId, instanceId, at })
      return row === undefined ? null : toInstanceRecord(row)
    },
    requestPairingCode: function* (accountId, instanceId, { phone, at }) {
      const row = yield* one(queries.requestPairingCode, { accountId, instanceId, phone, at })
      return row === undefined ? null : toInstanceRecord(row)
    },
  }
}

/** A number that is linked once more is not new: only the first of an instance, or another one than before, is. */
const isNewNumber = (before: InstanceRow, { is_linked, phone }: InstanceColumns): boolean =>
  is_linked === 1 && before.is_linked === 0 && (before.phone === null || before.phone !== phone)

const gone = (instanceId: number): StorageError =>
  new StorageError('stale_lease', `Instance ${instanceId} is gone: nothing was changed.`)

const createQueries = ({ prepare, lockRows }: SqlContext) => ({
  find: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    lockRows(db.selectFrom('khabeer_instances').selectAll().where('id', '=', parameter('instanceId'))),
  ),
  update: prepare(
    (
      db,
      parameter: Parameter<InstanceColumns & { instanceId: number; statusChangedAt: number; linkedAt: number | null }>,
    ) =>
      db
        .updateTable('khabeer_instances')
        .set({
          status: parameter('status'),
          status_reason: parameter('status_reason'),
          restriction: parameter('restriction'),
          phone: parameter('phone'),
          is_linked: parameter('is_linked'),
          qr: parameter('qr'),
          qr_expires_at: parameter('qr_expires_at'),
          qr_requested_at: parameter('qr_requested_at'),
          qr_rounds: parameter('qr_rounds'),
          pairing_phone: parameter('pairing_phone'),
          pairing_code: parameter('pairing_code'),
          pairing_requested_at: parameter('pairing_requested_at'),
          connected_at: parameter('connected_at'),
          status_changed_at: parameter('statusChangedAt'),
          linked_at: parameter('linkedAt'),
        })
        .where('id', '=', parameter('instanceId'))
        .returningAll(),
  ),
  clearCredentials: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.deleteFrom('khabeer_credentials').where('instance_id', '=', parameter('instanceId')),
  ),
  requestQr: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number; at: number }>) =>
    db
      .updateTable('khabeer_instances')
      .set({ qr_requested_at: parameter('at') })
      .where('id', '=', parameter('instanceId'))
      .where('account_id', '=', parameter('accountId'))
      .where('deleted_at', 'is', null)
      .returningAll(),
  ),
  requestPairingCode: prepare(
    (db, parameter: Parameter<{ accountId: number; instanceId: number; phone: string; at: number }>) =>
      db
        .updateTable('khabeer_instances')
        .set({
          pairing_phone: parameter('phone'),
          pairing_code: null,
          pairing_requested_at: parameter('at'),
        })
        .where('id', '=', parameter('instanceId'))
        .where('account_id', '=', parameter('accountId'))
        .where('deleted_at', 'is', null)
        .returningAll(),
  ),
})
