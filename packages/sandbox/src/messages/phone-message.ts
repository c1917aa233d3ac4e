import type { Companion } from '../people/companion.ts'
import { deliver } from '../people/companion.ts'
import type { Addressing, Person, SentMessage } from '../people/person.ts'
import { lidJid, pnJid } from '../people/person.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import { proto } from '../wire/schema.ts'
import { newMessageId } from './message-id.ts'
import { sealForCompanion } from './seal.ts'

/** A text that a simulated phone is to send. */
export interface PhoneText {
  readonly from: Person
  readonly to: Person
  readonly text: string
  readonly addressing: Addressing
}

/** Sends a text from a simulated phone to another phone and all clients linked to it; answers its id. */
export async function sendPhoneText(network: Network, { from, to, text, addressing }: PhoneText): Promise<string> {
  const id = newMessageId()
  const message = Buffer.from(proto.Message.encode({ conversation: text }).finish())
  const sent: SentMessage = { id, to, message, addressing }
  from.sent.set(id, sent)
  to.limits.heardFrom.add(from.number)
  const content = { kind: 'text', text } as const
  const at = network.clock.now()
  network.ledger.show(from.number, { waMessageId: id, chat: to.number, fromMe: true, content, at })
  network.ledger.show(to.number, { waMessageId: id, chat: from.number, fromMe: false, content, at })
  for (const companion of to.companions.values()) await sendToCompanion(network, companion, { from, sent })
  return id
}

/** Encrypts a sent message for one linked client and hands it over. */
export async function sendToCompanion(
  network: Network,
  companion: Companion,
  { from, sent }: { readonly from: Person; readonly sent: SentMessage },
): Promise<void> {
  const enc = await sealForCompanion(from, companion, sent.message)
  const alternative = sent.addressing === 'lid' ? { sender_pn: pnJid(from) } : { sender_lid: lidJid(from) }
  deliver(companion, {
    tag: 'message',
    attrs: {
      from: sent.addressing === 'lid' ? lidJid(from) : pnJid(from),
      id: sent.id,
      t: unixNow(network),
      type: 'text',
      notify: from.pushName,
      addressing_mode: sent.addressing,
      ...alternative,
    },
    content: [enc],
  })
}
