import { deliver } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { LID_SERVER, lidJid, pnJid } from '../people/person.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import { flipBit } from '../signal/flip-bit.ts'
import { formatJid, parseJid } from '../wire/jid.ts'
import type { Stanza } from '../wire/stanza.ts'
import { child, childrenOf } from '../wire/stanza.ts'
import type { MessageRef } from './message-ref.ts'
import { readOnPhone } from './phone-reader.ts'

/** A message as a client wrote it. */
export interface ClientMessage extends MessageRef {
  readonly stanza: Stanza
}

/** One of the ciphertexts in a message, and the device it is for. */
interface Part {
  readonly enc: Stanza
  readonly owner: Person
  readonly device: number
}

/** What came of handing a message out. */
export interface Delivery {
  /** Whose phones have the message now. */
  readonly readers: readonly Person[]
  /** Lets the world know: the ledger, the screens, and the phones that must ask again. */
  publish(): void
}

/** Hands each ciphertext to its device. */
export async function deliverMessage(network: Network, message: ClientMessage): Promise<Delivery> {
  const isCorrupted =
    network.faults.take(['corrupt'], {
      sender: message.companion.owner.number,
      recipient: message.recipient?.number,
      waMessageId: message.id,
    }) !== undefined
  const { id, to, companion, recipient } = message
  recipient?.received.set(id, { id, to, companion, recipient })
  const readers: Person[] = []
  const publications: (() => void)[] = []
  for (const part of partsOf(network, message)) {
    const enc = isCorrupted ? withFlippedBit(part.enc) : part.enc
    if (part.device !== 0) {
      publications.push(() => forward(network, message, { ...part, enc }))
      continue
    }
    const reading = await readOnPhone(network, message, { owner: part.owner, enc })
    if (reading.hasMessage) readers.push(part.owner)
    publications.push(reading.publish)
  }
  return {
    readers,
    publish() {
      for (const publish of publications) publish()
    },
  }
}

function partsOf(network: Network, { stanza }: ClientMessage): readonly Part[] {
  const participants = child(stanza, 'participants')
  const addressed = participants ? childrenOf(participants, 'to') : [stanza]
  return addressed.flatMap((to) => {
    const jid = parseJid(participants ? (to.attrs.jid ?? '') : (stanza.attrs.to ?? ''))
    const owner = network.people.find(jid)
    const enc = child(to, 'enc')
    return owner && enc ? [{ enc, owner, device: jid.device }] : []
  })
}

/** Passes a ciphertext on to another linked client, which alone can read it. */
function forward(network: Network, message: ClientMessage, part: Part): void {
  const { companion, stanza, recipient, id, to } = message
  const target = part.owner.companions.get(part.device)
  if (!target || !recipient) return
  const sender = companion.owner
  const isOwn = part.owner === sender
  const { type = 'text' } = stanza.attrs
  const byLid = parseJid(to).server === LID_SERVER
  const deviceIdentity = child(stanza, 'device-identity')
  deliver(target, {
    tag: 'message',
    attrs: {
      from: byLid ? lidJid(sender, companion.deviceId) : pnJid(sender, companion.deviceId),
      id,
      t: unixNow(network),
      type,
      notify: sender.pushName,
      addressing_mode: byLid ? 'lid' : 'pn',
      ...(byLid ? { sender_pn: pnJid(sender) } : { sender_lid: lidJid(sender) }),
      ...(isOwn && { recipient: formatJid({ ...parseJid(to), device: 0 }) }),
    },
    content: deviceIdentity ? [part.enc, deviceIdentity] : [part.enc],
  })
  network.ledger.addEntry({
    waMessageId: id,
    sender: sender.number,
    recipient: recipient.number,
    deviceKind: 'client',
    deviceId: part.device,
    type,
    content: null,
    readable: false,
    problem: 'sealed',
    at: network.clock.now(),
  })
}

function withFlippedBit(enc: Stanza): Stanza {
  return enc.content instanceof Uint8Array ? { ...enc, content: flipBit(enc.content) } : enc
}
