import type { LedgerEntry, ShownMessage } from '../ledger/ledger.ts'
import type { Addressing, ReceiptBehaviour } from '../people/person.ts'
import type { ReceiptAddress } from '../people/receipt-address.ts'
import type { WaitOptions } from '../wait-for.ts'

/** Someone whom linked accounts write to. The phone is simulated: it decrypts, shows, and sends receipts. */
export interface Contact {
  readonly number: string
  /** Lists the messages that this person received, as the phone shows them: a repeated id once. */
  inbox(): readonly ShownMessage[]
  /** Resolves with the first received message, past or future, that the predicate accepts. */
  waitForMessage(predicate?: (message: ShownMessage) => boolean, options?: WaitOptions): Promise<ShownMessage>
  /** Writes to a number; clients that are not on the line get it at their next login. Answers the message id. */
  send(to: string, text: string, options?: { readonly addressing?: Addressing | undefined }): Promise<string>
  /** Says that the messages arrived. */
  delivered(...waMessageIds: readonly string[]): void
  /** Says that the messages were read. */
  read(...waMessageIds: readonly string[]): void
  /** Says that the messages were played. */
  played(...waMessageIds: readonly string[]): void
  /** Asks the sender for a message again, as a phone does that could not read it. */
  askRetry(waMessageId: string): void
  /** Changes what the phone does by itself when a message arrives. */
  setReceipts(behaviour: ReceiptBehaviour): void
  /**
   * Says which address this person's receipts come from: by phone number or by LID, however the client wrote, and from
   * which device. WhatsApp mixes them.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const sandbox = await startSandbox()
   * sandbox.contact('491510000002').setReceiptAddress({ addressing: 'lid', device: 3 })
   * ```
   */
  setReceiptAddress(address: ReceiptAddress): void
  /**
   * Makes the phone forget its Signal sessions, as one does that was set up anew from a backup: it cannot read the next
   * message and asks for it again.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const sandbox = await startSandbox()
   * sandbox.contact('491510000002').loseSessions()
   * ```
   */
  loseSessions(): void
  /**
   * Lets the directory answer another number with this one, as WhatsApp does where a number has two forms: with and
   * without the 9 in Brazil and Argentina, the 1 in Mexico. The other form is no address: what is written to it reaches
   * nobody.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const sandbox = await startSandbox()
   * sandbox.contact('551187654321').addNumberForm('5511987654321')
   * ```
   */
  addNumberForm(number: string): void
  /** Lists all ciphertexts that came for this person's phone. */
  entries(): readonly LedgerEntry[]
}
