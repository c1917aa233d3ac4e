import { randomInt } from 'node:crypto'
import type { MessageRef } from '../messages/message-ref.ts'
import type { SignalEndpoint } from '../signal/signal-endpoint.ts'
import { createSignalEndpoint } from '../signal/signal-endpoint.ts'
import { formatJid } from '../wire/jid.ts'
import type { SigningKeyPair } from '../wire/xeddsa.ts'
import { generateSigningKeyPair } from '../wire/xeddsa.ts'
import type { AccountLimits } from './account-limits.ts'
import { createAccountLimits } from './account-limits.ts'
import type { Companion } from './companion.ts'
import type { ReceiptAddress } from './receipt-address.ts'

/** How far a phone goes by itself when a message arrives. */
export type ReceiptBehaviour = 'none' | 'delivered' | 'read' | 'played'

/** The server name of addresses by phone number. */
export const PN_SERVER = 's.whatsapp.net'
/** The server name of addresses by LID, the number that hides a phone number. */
export const LID_SERVER = 'lid'

/** A message of a simulated phone. */
export interface SentMessage {
  readonly id: string
  readonly to: Person
  /** The encoded message. */
  readonly message: Buffer
  readonly addressing: Addressing
}

/** How the sender of a message is named: by phone number, or by LID. */
export type Addressing = 'pn' | 'lid'

/** Someone with a phone number: the phone is simulated, the companions are real clients linked to it. */
export interface Person {
  readonly number: string
  readonly lid: string
  /** The identity of the account and of its phone; made when first needed. */
  readonly identity: SigningKeyPair
  /** The Signal side of the phone, device 0. */
  readonly signal: SignalEndpoint
  readonly companions: Map<number, Companion>
  isOnWhatsApp: boolean
  readonly limits: AccountLimits
  /** Whether WhatsApp demands a passkey before it links a client to this account. A guess. */
  demandsPasskey: boolean
  pushName: string
  receipts: ReceiptBehaviour
  receiptAddress: ReceiptAddress
  /** What the simulated phone sent, by message id, in case a client asks for it again. */
  readonly sent: Map<string, SentMessage>
  /** The latest stanza of each message to this person, to send receipts about. */
  readonly received: Map<string, MessageRef>
  /** Device numbers are not given twice. */
  lastDeviceId: number
}

/** Creates someone with a number. */
export function createPerson(number: string, receipts: ReceiptBehaviour): Person {
  let identity: SigningKeyPair | undefined
  let signal: SignalEndpoint | undefined
  const identityOnce = () => {
    identity ??= generateSigningKeyPair()
    return identity
  }
  return {
    number,
    lid: `${randomInt(1_000_000, 9_999_999)}${randomInt(10_000_000, 99_999_999)}`,
    get identity() {
      return identityOnce()
    },
    get signal() {
      signal ??= createSignalEndpoint(number, identityOnce())
      return signal
    },
    companions: new Map(),
    isOnWhatsApp: true,
    limits: createAccountLimits(),
    demandsPasskey: false,
    pushName: `Person ${number.slice(-4)}`,
    receipts,
    receiptAddress: {},
    sent: new Map(),
    received: new Map(),
    lastDeviceId: 0,
  }
}

/** Writes the address of a person's device by phone number. */
export function pnJid(person: Person, device = 0): string {
  return formatJid({ user: person.number, device, server: PN_SERVER })
}

/** Writes the address of a person's device by LID. */
export function lidJid(person: Person, device = 0): string {
  return formatJid({ user: person.lid, device, server: LID_SERVER })
}

/** Names a device in Signal sessions, the same however it was addressed. */
export function signalAddress(person: Person, device: number): string {
  return `${person.number}:${device}`
}
