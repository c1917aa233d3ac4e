import type { Fault } from '../faults/fault.ts'
import type { StanzaOutcome } from '../ledger/ledger.ts'
import type { Companion, CompanionLine } from '../people/companion.ts'
import { LID_SERVER, PN_SERVER } from '../people/person.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import { streamError } from '../server/stream-error.ts'
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
  const isUnsupported = address.server !== PN_SERVER && address.server !== LID_SERVER
  const code = fault?.kind === 'refuse_ack' ? fault.code : isUnsupported ? 501 : null
  network.ledger.addStanza({
    waMessageId: id,
    sender: companion.owner.number,
    recipient: recipient?.number ?? null,
    connectionId: line.id,
    outcome: code === null ? outcomeOf(fault) : 'refused',
    code,
    at: Date.now(),
  })

  if (code !== null) return line.send(ackOf(stanza, code))
  if (fault?.kind === 'drop_before') return line.cut()
  if (fault?.kind === 'stream_error') return line.end(streamError(fault.code), 'error')

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
  const acknowledge = () => sender.line.send(ackOf(message.stanza))
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

function ackOf(message: Stanza, code?: number): Stanza {
  const { id = '', to = '' } = message.attrs
  const attrs = { class: 'message', id, from: to, t: unixNow() }
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
