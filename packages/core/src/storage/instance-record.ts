import type { QueueHold } from '../pacing/held-reasons.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'

/** Where an instance stands, one at a time. */
export type InstanceStatus =
  | 'waiting_scan'
  | 'connecting'
  | 'connected'
  | 'disconnected'
  | 'logged_out'
  | 'restricted'
  | 'failed'

/** What WhatsApp holds against a number, and until when. */
export interface Restriction {
  readonly type: string
  /** Epoch ms; null when nobody knows. */
  readonly until: number | null
  /** Whether its time is over, and one first contact goes ahead to see whether WhatsApp takes it. */
  readonly isProbing: boolean
  /** What holds again once this is over: a ban hides what was there before it. */
  readonly beneath?: Restriction | null | undefined
}

/**
 * What somebody wants of an instance's owner: to close its line and open it anew, to unlink its number and keep the rest, or
 * to look at the row, because what it goes by has changed.
 */
export type InstanceWish = 'restart' | 'logout' | 'look'

/** One stored instance: everything HTTP shows of it lives in this row. Times are epoch ms. */
export interface InstanceRecord {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly status: InstanceStatus
  /** A stable word on why, e.g. `qr_expired`; null when the status says it all. */
  readonly statusReason: string | null
  readonly restriction: Restriction | null
  /** The linked number's digits, null until linked. */
  readonly phone: string | null
  /** Whether credentials of a linked number are kept, so that it connects by itself. */
  readonly isLinked: boolean
  /** The QR text to show now. */
  readonly qr: string | null
  readonly qrExpiresAt: number | null
  /** When somebody last asked for a QR code; rounds start only while somebody asks. */
  readonly qrRequestedAt: number | null
  /** When the latest rounds of QR codes began, newest last: at most six an hour. */
  readonly qrRounds: readonly number[]
  /** The number a pairing code was asked for, while one is wanted. */
  readonly pairingPhone: string | null
  readonly pairingCode: string | null
  readonly pairingRequestedAt: number | null
  /** When this number last wrote a message: the pace counts from here. */
  readonly lastSendAt: number | null
  /** When its queue was paused, null while it is not. */
  readonly pausedAt: number | null
  /** What else holds the whole queue, as its owner last saw it. */
  readonly holds: readonly QueueHold[]
  /** What bounds this number; null for what its server goes by. */
  readonly pacing: Pacing | null
  /** The account's own words on it. */
  readonly metadata: Readonly<Record<string, string>>
  /** What its owner has not done yet. */
  readonly wish: InstanceWish | null
  readonly createdAt: number
  readonly connectedAt: number | null
  readonly statusChangedAt: number
  readonly deletedAt: number | null
}

/** What an account may change of its instance; what is missing stays. */
export type InstanceSettings = {
  readonly [Field in 'name' | 'pacing' | 'metadata']?: InstanceRecord[Field] | undefined
}

/** The fields that the owner of an instance may change. */
export type InstancePatch = Partial<
  Pick<
    InstanceRecord,
    | 'status'
    | 'statusReason'
    | 'restriction'
    | 'phone'
    | 'isLinked'
    | 'qr'
    | 'qrExpiresAt'
    | 'qrRequestedAt'
    | 'qrRounds'
    | 'pairingPhone'
    | 'pairingCode'
    | 'pairingRequestedAt'
    | 'connectedAt'
  >
>
