import { deliver } from '../people/companion.ts'
import type { Person, ReceiptBehaviour } from '../people/person.ts'
import { pnJid } from '../people/person.ts'
import { receiptJid } from '../people/receipt-address.ts'
import { element } from '../server/iq-stanza.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import type { MessageRef } from './message-ref.ts'

/** What a phone tells about a message, beyond that it arrived. */
export type ReceiptType = 'delivered' | 'read' | 'played'

const AUTOMATIC: { readonly [K in ReceiptBehaviour]: readonly ReceiptType[] } = {
  none: [],
  delivered: ['delivered'],
  read: ['delivered', 'read'],
  played: ['delivered', 'read', 'played'],
}

/** Has the phones that got a message say so: the sender's own, and the recipient's as far as it does by itself. */
export function sendReceipts(network: Network, message: MessageRef, readers: readonly Person[]): void {
  const { id, companion, recipient } = message
  const sender = companion.owner
  if (!recipient) return
  const occasion = { sender: sender.number, recipient: recipient.number, waMessageId: id }
  if (network.faults.take(['stop_receipts'], occasion)) return
  if (readers.includes(sender)) sendOwnReceipt(network, message, recipient)
  if (recipient === sender || !readers.includes(recipient)) return
  for (const type of AUTOMATIC[recipient.receipts]) sendReceipt(network, message, type)
}

/** Has the recipient's phone send one receipt. */
export function sendReceipt(network: Network, message: MessageRef, type: ReceiptType): void {
  const { id, to, companion, recipient } = message
  const from = receiptJid(recipient, to)
  const attrs = { from, id, t: unixNow(network), ...(type !== 'delivered' && { type }) }
  deliver(companion, element('receipt', [], attrs))
}

function sendOwnReceipt(network: Network, { id, companion }: MessageRef, recipient: Person): void {
  const attrs = { from: pnJid(companion.owner), id, t: unixNow(network), type: 'sender', recipient: pnJid(recipient) }
  deliver(companion, element('receipt', [], attrs))
}
