import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope, InstanceQr } from '../facade.ts'
import { readRecipient } from '../messages/recipient.ts'
import type { AccountStorage } from '../storage/account-storage.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { InstanceWatch } from './instance-watch.ts'
import { existing } from './instance-watch.ts'

/** How long a call waits for the first QR code. */
const firstQrMs = 5_000
/** How long a call waits for a pairing code: connecting, one round trip, and some patience. */
const pairingCodeMs = 30_000

/** Builds the calls that link one account's instances. */
export const createLinkingCalls = (input: {
  readonly storage: AccountStorage
  readonly clock: Clock
  readonly accountId: number
  readonly watch: InstanceWatch
}): Pick<AccountScope['instances'], 'qr' | 'pairingCode'> => {
  const { storage, clock, accountId, watch } = input
  return {
    qr: async (id, options = {}) => {
      const asked = existing(await storage.instances.requestQr(accountId, id, clock.now()), id)
      const isSettled = (row: InstanceRecord) => row.isLinked || showsQr(row, clock.now()) || endedSince(row, asked)
      const row = await watch.until(id, isSettled, {
        waitMs: options.waitMs ?? firstQrMs,
        signal: options.signal ?? new AbortController().signal,
      })
      return toInstanceQr(row, clock.now())
    },

    pairingCode: async (id, { phone }) => {
      const read = readRecipient(phone)
      if (!read.ok) throw refusedPhone(read.problem)
      const current = existing(await storage.instances.get(accountId, id), id)
      if (current.isLinked) {
        throw new KhabeerError(
          'already_linked',
          `Instance ${id} is linked already. Log it out first, or create another one.`,
        )
      }
      existing(await storage.instances.requestPairingCode(accountId, id, { phone: read.digits, at: clock.now() }), id)
      const isAnswered = (row: InstanceRecord) => row.pairingCode !== null || row.pairingPhone === null || row.isLinked
      const row = await watch.until(id, isAnswered, { waitMs: pairingCodeMs, signal: new AbortController().signal })
      if (row.pairingCode !== null) return { code: row.pairingCode, phone: read.digits }
      throw new KhabeerError(
        'pairing_failed',
        'WhatsApp gave no pairing code. Check the number and try again in a minute.',
        {
          retryAt: clock.now() + 60_000,
        },
      )
    },
  }
}

const refusedPhone = (problem: string): KhabeerError =>
  new KhabeerError('invalid_recipient', `phone: ${problem}`, { details: { problems: [{ field: 'phone', problem }] } })

const showsQr = (row: InstanceRecord, now: number): boolean =>
  row.qr !== null && row.qrExpiresAt !== null && row.qrExpiresAt > now

/** A round that ended before the request is history; one that ended after it is the answer. */
const endedSince = (row: InstanceRecord, asked: InstanceRecord): boolean =>
  row.status === 'failed' && (asked.status !== 'failed' || row.statusChangedAt > asked.statusChangedAt)

const toInstanceQr = (row: InstanceRecord, now: number): InstanceQr => {
  const isShown = !row.isLinked && showsQr(row, now)
  return {
    status: row.status,
    statusReason: row.statusReason,
    phone: row.phone,
    qr: isShown ? row.qr : null,
    expiresAt: isShown && row.qrExpiresAt !== null ? new Date(row.qrExpiresAt) : null,
  }
}
