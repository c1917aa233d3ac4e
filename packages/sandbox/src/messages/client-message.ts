import type { Fault } from '../faults/fault.ts'
import type { StanzaOutcome } from '../ledger/ledger.ts'
import { mayWriteTo, noteWriting } from '../people/account-limits.ts'
import type { Companion, CompanionLine } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { LID_SERVER, PN_SERVER } from '../people/person.ts'
import { tellNewChatCap } from '../server/account-notices.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import { streamError } from '../server/stream-error.ts'
import type { Jid } from '../wire/jid.ts'
import { parseJid } from '../wire/jid.ts'
import type { Stanza } from '../wire/stanza.ts'
import type { ClientMessage, Delivery } from './deliver-message.ts'
import { deliverMessage } from './deliver-message.ts'
import { sendReceipts } from './phone-receipts.ts'

/** A linked client on its live line. */
export interface Sender {
  readonly companion: Companion
  readonly line: CompanionLine
}

const NOT_SUPPORTED = 501
const RESTRICTED = 463
const ACK_FAULTS = ['drop_before', 'stream_error', 'refuse_ack', 'withhold_ack', 'delay_ack', 'drop_after'] as const
type AckFault = Extract<Fault, { kind: (typeof ACK_FAULTS)[number] }>

/** Handles a message that a client wrote: delivers it, acknowledges it, and has the phones send their receipts. */
export async function handleClientMessage(network: Network, sender: Sender, stanza: Stanza): Promise<void> {
  const { id = '', to = '' } = stanza.attrs
  const { companion, line } = sender
  const address = parseJid(to)
  const recipient = network.people.find(address)
  const fault = network.faults.take(ACK_FAULTS, {
    sender: companion.owner.number,
    recipient: recipient?.number ?? address.user,
    waMessageId: id,
  })
  const code = refusalOf(network, { sender: companion.owner, address, fault })
  network.ledger.addStanza({
    waMessageId: id,
    sender: companion.owner.number,
    recipient: recipient?.number ?? null,
    connectionId: line.id,
    outcome: code === null ? outcomeOf(fault) : 'refused',
    code,
    at: network.clock.now(),
  })

  if (code !== null) return line.send(ackOf(network, stanza, code))
  if (fault?.kind === 'drop_before') return line.cut()
  if (fault?.kind === 'stream_error') return line.end(streamError(fault.code), 'error')

  if (recipient) noteChat(network, companion.owner, recipient)
  const message: ClientMessage = { id, to, companion, stanza, recipient }
  const delivery = await deliverMessage(network, message)
  if (fault?.kind === 'drop_after') {
    line.cut()
    delivery.publish()
    // The phones do not know of the cut; their receipts wait for the client's next login.
    sendReceipts(network, message, delivery.readers)
    return
  }
  answer(network, { sender, message, fault, delivery })
}

/** The code that a message is refused with; null for one that is taken, or lost on the way. */
function refusalOf(
  network: Network,
  asked: { readonly sender: Person; readonly address: Jid; readonly fault: AckFault | undefined },
): number | null {
  const { sender, address, fault } = asked
  if (fault?.kind === 'refuse_ack') return fault.code
  if (fault?.kind === 'drop_before' || fault?.kind === 'stream_error') return null
  if (address.server !== PN_SERVER && address.server !== LID_SERVER) return NOT_SUPPORTED
  const recipient = network.people.find(address)
  if (recipient === sender) return null
  return mayWriteTo(sender.limits, recipient?.number ?? address.user, network.clock.now()) ? null : RESTRICTED
}

/** Notes who knows whom from now on, for the limits of both accounts. */
function noteChat(network: Network, sender: Person, recipient: Person): void {
  if (recipient === sender) return
  recipient.limits.heardFrom.add(sender.number)
  const { usedUp } = noteWriting(sender.limits, recipient.number, network.clock.now())
  if (usedUp) tellNewChatCap(network, sender)
}

function answer(
  network: Network,
  handled: {
    readonly sender: Sender
    readonly message: ClientMessage
    readonly fault: AckFault | undefined
    readonly delivery: Delivery
  },
): void {
  const { sender, message, fault, delivery } = handled
  const acknowledge = () => sender.line.send(ackOf(network, message.stanza))
  const confirm = () => sendReceipts(network, message, delivery.readers)
  if (fault?.kind === 'delay_ack') {
    network.timers.after(fault.delayMs, () => {
      acknowledge()
      confirm()
    })
    delivery.publish()
    return
  }
  if (fault?.kind !== 'withhold_ack') acknowledge()
  delivery.publish()
  if (fault?.kind !== 'withhold_ack' || fault.receipts) confirm()
}

function ackOf(network: Network, message: Stanza, code?: number): Stanza {
  const { id = '', to = '' } = message.attrs
  const attrs = { class: 'message', id, from: to, t: unixNow(network) }
  return { tag: 'ack', attrs: code === undefined ? attrs : { ...attrs, error: String(code) } }
}

function outcomeOf(fault: AckFault | undefined): StanzaOutcome {
  switch (fault?.kind) {
    case 'withhold_ack':
      return 'withheld'
    case 'refuse_ack':
      return 'refused'
    case 'drop_before':
      return 'dropped_before'
    case 'drop_after':
      return 'dropped_after'
    case 'stream_error':
      return 'stream_error'
    default:
      return 'acknowledged'
  }
}
