import type { InstanceRecord } from '../instance-record.ts'
import type { Lease } from '../lease.ts'
import type { MessageChange } from '../message-store.ts'
import type { MessagePatch } from './change-message.ts'
import { createChangeMessage } from './change-message.ts'
import { createEndQueued } from './end-queued.ts'
import { toInstanceRecord } from './instance-rows.ts'
import { isParked, isReady, isStatus, selectMessages } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all, one, run } from './program.ts'
import { createRecordEvent } from './record-event.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'
import { cancelled } from './withdraw-messages.ts'

/** The two steps of an instance's end. */
export interface DeleteInstancePrograms {
  delete(
    accountId: number,
    instanceId: number,
    at: number,
  ): SqlProgram<{ readonly instance: InstanceRecord; readonly changes: readonly MessageChange[] } | null>
  purge(lease: Lease): SqlProgram<void>
}

/** Builds the two steps of an instance's end. */
export const createDeleteInstance = (context: SqlContext): DeleteInstancePrograms => {
  const requireLease = createRequireLease(context)
  const recordEvent = createRecordEvent(context)
  const message = createChangeMessage(context)
  const endQueued = createEndQueued(context)
  const queries = createQueries(context)

  return {
    delete: function* (accountId, instanceId, at) {
      yield* one(queries.lockToEnd, { instanceId })
      const row = yield* one(queries.markDeleted, { accountId, instanceId, at })
      if (row === undefined) return null
      yield* recordEvent({
        account_id: accountId,
        instance_id: instanceId,
        message_id: null,
        status: row.status,
        reason: row.status_reason,
        attempts: null,
        at,
      })

      const queued = [
        ...(yield* all(queries.findReady, { instanceId })),
        ...(yield* all(queries.findParked, { instanceId })),
      ]
      const sending = yield* all(queries.findSending, { instanceId })
      const byAge = queued.toSorted((first, second) => first.id - second.id)
      const changes = [...(yield* endQueued(byAge, cancelled, at))]
      for (const each of sending) changes.push(yield* message.apply(each, unknownOutcome(at), at))
      return { instance: toInstanceRecord(row), changes }
    },
    purge: function* (lease) {
      yield* requireLease.toWrite(lease)
      const { instanceId } = lease
      if ((yield* run(queries.removeInstance, { instanceId })) === 0) return
      yield* run(queries.removeCredentials, { instanceId })
      yield* run(queries.removeRecipients, { instanceId })
      yield* run(queries.removeLease, { instanceId })
    },
  }
}

const unknownOutcome = (at: number): MessagePatch => ({
  status: 'failed',
  error: 'The instance was deleted before WhatsApp acknowledged the message: it may or may not have arrived.',
  error_code: 'outcome_unknown',
  ended_at: at,
})

const createQueries = ({ prepare, lockMessages, lockRowsToEnd }: SqlContext) => ({
  // Waits for every accept that counts on the instance, so that its message is among those found below.
  lockToEnd: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    lockRowsToEnd(db.selectFrom('khabeer_instances').select('id').where('id', '=', parameter('instanceId'))),
  ),
  markDeleted: prepare((db, parameter: Parameter<{ accountId: number; instanceId: number; at: number }>) =>
    db
      .updateTable('khabeer_instances')
      .set({
        status: 'disconnected',
        status_reason: 'deleted',
        qr: null,
        qr_expires_at: null,
        pairing_phone: null,
        pairing_code: null,
        status_changed_at: parameter('at'),
        deleted_at: parameter('at'),
      })
      .where('id', '=', parameter('instanceId'))
      .where('account_id', '=', parameter('accountId'))
      .where('deleted_at', 'is', null)
      .returningAll(),
  ),
  findReady: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    lockMessages(
      selectMessages(db)
        .where(isReady('message'))
        .where('message.instance_id', '=', parameter('instanceId'))
        .orderBy('message.id'),
    ),
  ),
  findParked: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    lockMessages(
      selectMessages(db)
        .where(isParked('message'))
        .where('message.instance_id', '=', parameter('instanceId'))
        .orderBy('message.id'),
    ),
  ),
  findSending: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    lockMessages(
      selectMessages(db)
        .where(isStatus('message.status', 'sending'))
        .where('message.instance_id', '=', parameter('instanceId'))
        .orderBy('message.id'),
    ),
  ),
  removeInstance: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.deleteFrom('khabeer_instances').where('id', '=', parameter('instanceId')).where('deleted_at', 'is not', null),
  ),
  removeCredentials: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.deleteFrom('khabeer_credentials').where('instance_id', '=', parameter('instanceId')),
  ),
  removeLease: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.deleteFrom('khabeer_leases').where('instance_id', '=', parameter('instanceId')),
  ),
  removeRecipients: prepare((db, parameter: Parameter<{ instanceId: number }>) =>
    db.deleteFrom('khabeer_recipients').where('instance_id', '=', parameter('instanceId')),
  ),
})
