import { formatJid, parseJid } from '../wire/jid.ts'
import type { Addressing, Person } from './person.ts'
import { lidJid, pnJid } from './person.ts'

/** Which address a person's receipts come from. */
export interface ReceiptAddress {
  /** By phone number or by LID; as the client wrote unless given. */
  readonly addressing?: Addressing | undefined
  /**
   * The device that confirms; 0 is the phone.
   * @defaultValue 0
   */
  readonly device?: number | undefined
}

/** Writes the address that a receipt about a message to `writtenTo` comes from; a device that is named goes first. */
export function receiptJid(person: Person | null, writtenTo: string, named?: number): string {
  const { addressing, device: chosen } = person?.receiptAddress ?? {}
  const device = named ?? chosen ?? 0
  if (person === null || addressing === undefined) return formatJid({ ...parseJid(writtenTo), device })
  return addressing === 'lid' ? lidJid(person, device) : pnJid(person, device)
}
