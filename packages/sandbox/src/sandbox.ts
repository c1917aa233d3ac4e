import type { SandboxClock } from './clock.ts'
import type { Faults } from './faults/faults.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Contact } from './phones/contact.ts'
import type { Phone } from './phones/phone.ts'

/** A running WhatsApp server with everybody on it. */
export interface Sandbox {
  /** Where clients connect: `waWebSocketUrl`. */
  readonly url: string
  /** The 32 bytes that clients must trust: `WA_CERT_DETAILS.PUBLIC_KEY`. */
  readonly rootKey: Buffer
  /** The authority that clients must trust for media. */
  readonly caPem: string
  /** The clock that it was started with. */
  readonly clock: SandboxClock
  readonly ledger: Ledger
  readonly faults: Faults
  /** The phone of an account, to link clients to. */
  phone(number: string): Phone
  /** Someone to write to. */
  contact(number: string): Contact
  /** Lists the numbers that the sandbox knows so far. */
  numbers(): readonly string[]
  /** Ends every line and server; safe to call twice. */
  close(): Promise<void>
}
