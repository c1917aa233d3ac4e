import type { ShownMessage } from '../ledger/ledger.ts'
import type { WaitOptions } from '../wait-for.ts'

/** A client that is linked to an account. */
export interface LinkedDevice {
  readonly number: string
  readonly deviceId: number
  /** The address by phone number. */
  readonly jid: string
  /** The address by LID. */
  readonly lid: string
}

/** The phone of an account that clients are linked to. */
export interface Phone {
  readonly number: string
  /** Whether at least one client is linked. */
  readonly linked: boolean
  devices(): readonly LinkedDevice[]
  /** Scans the text of a QR code that a client shows, and links it. */
  scanQr(qrText: string): Promise<LinkedDevice>
  /** Types the eight characters that a client shows, and links it. */
  typePairingCode(code: string, options?: WaitOptions): Promise<LinkedDevice>
  /** Resolves when a linked client is on the line and has taken in what a phone sends it first. */
  waitUntilReady(options?: WaitOptions): Promise<void>
  /** Logs out the linked clients: all, or one. */
  unlink(deviceId?: number): void
  /** Lists what the phone shows, its owner's own messages included. */
  messages(): readonly ShownMessage[]
}
