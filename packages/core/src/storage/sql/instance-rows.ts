import type { Selectable } from 'kysely'
import type { QueueHold } from '../../pacing/held-reasons.ts'
import type { Pacing } from '../../pacing/pacing-rules.ts'
import type { InstancePatch, InstanceRecord, Restriction } from '../instance-record.ts'
import type { InstancesTable } from './schema.ts'

/** An instance as read. */
export type InstanceRow = Selectable<InstancesTable>

/** The columns that the owner of an instance changes. */
export type InstanceColumns = Pick<
  InstanceRow,
  | 'status'
  | 'status_reason'
  | 'restriction'
  | 'phone'
  | 'is_linked'
  | 'qr'
  | 'qr_expires_at'
  | 'qr_requested_at'
  | 'qr_rounds'
  | 'pairing_phone'
  | 'pairing_code'
  | 'pairing_requested_at'
  | 'connected_at'
>

/** Converts a row. */
export const toInstanceRecord = (row: InstanceRow): InstanceRecord => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  status: row.status,
  statusReason: row.status_reason,
  // Both written by `toInstanceColumns` below.
  restriction: row.restriction === null ? null : (JSON.parse(row.restriction) as Restriction),
  phone: row.phone,
  isLinked: row.is_linked === 1,
  qr: row.qr,
  qrExpiresAt: row.qr_expires_at,
  qrRequestedAt: row.qr_requested_at,
  qrRounds: JSON.parse(row.qr_rounds) as readonly number[],
  pairingPhone: row.pairing_phone,
  pairingCode: row.pairing_code,
  pairingRequestedAt: row.pairing_requested_at,
  lastSendAt: row.last_send_at,
  pausedAt: row.paused_at,
  holds: toHolds(row.holds),
  // Both checked before they were written.
  pacing: row.pacing === null ? null : (JSON.parse(row.pacing) as Pacing),
  metadata: JSON.parse(row.metadata) as Readonly<Record<string, string>>,
  wish: row.wish,
  createdAt: row.created_at,
  connectedAt: row.connected_at,
  statusChangedAt: row.status_changed_at,
  deletedAt: row.deleted_at,
})

/** Reads what holds a queue: it was written by this storage alone. */
export const toHolds = (stored: string): readonly QueueHold[] => JSON.parse(stored) as readonly QueueHold[]

/** Gives the owner's columns of a row after a patch; a field that is absent or undefined stays. */
export const toInstanceColumns = (row: InstanceRow, patch: InstancePatch): InstanceColumns => {
  const next = { ...toInstanceRecord(row), ...givenOf(patch) }
  return {
    status: next.status,
    status_reason: next.statusReason,
    restriction: next.restriction === null ? null : JSON.stringify(next.restriction),
    phone: next.phone,
    is_linked: next.isLinked ? 1 : 0,
    qr: next.qr,
    qr_expires_at: next.qrExpiresAt,
    qr_requested_at: next.qrRequestedAt,
    qr_rounds: JSON.stringify(next.qrRounds),
    pairing_phone: next.pairingPhone,
    pairing_code: next.pairingCode,
    pairing_requested_at: next.pairingRequestedAt,
    connected_at: next.connectedAt,
  }
}

const givenOf = (patch: InstancePatch): InstancePatch =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
