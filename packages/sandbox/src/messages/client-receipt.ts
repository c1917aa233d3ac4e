import type { Companion } from '../people/companion.ts'
import { deliver, takeBundle } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { LID_SERVER, lidJid, pnJid, signalAddress } from '../people/person.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import { toNumber, toPreKey, toSignedPreKey } from '../signal/key-stanzas.ts'
import { parseJid } from '../wire/jid.ts'
import type { Stanza } from '../wire/stanza.ts'
import { bytesOf, child, childrenOf } from '../wire/stanza.ts'
import type { Sender } from './client-message.ts'
import { sendToCompanion } from './phone-message.ts'

/** Handles a receipt that a client wrote: settles the message, acknowledges, and passes the receipt on. */
export async function handleClientReceipt(
  network: Network,
  { companion, line }: Sender,
  receipt: Stanza,
): Promise<void> {
  const { id = '', to = '', type } = receipt.attrs
  const address = parseJid(to)
  const recipient = network.people.find(address)
  const ids = [id, ...listedIds(receipt)]
  for (const each of ids) companion.outbox.settle({ ...receipt, attrs: { ...receipt.attrs, id: each } })
  if (type === 'hist_sync') companion.initialSync = 'done'
  line.send({ tag: 'ack', attrs: { class: 'receipt', id, from: to, ...(type !== undefined && { type }) } })

  network.ledger.addReceipt({
    waMessageIds: ids,
    sender: companion.owner.number,
    recipient: recipient?.number ?? null,
    type: type ?? 'delivered',
    at: network.clock.now(),
  })
  if (!recipient) return
  if (address.device === 0 && type === 'retry') await sendAgain(network, { from: recipient, companion, receipt })
  const device = recipient.companions.get(address.device)
  if (device && device !== companion) forward(network, { from: companion, to: device, receipt })
}

function listedIds(receipt: Stanza): readonly string[] {
  const list = child(receipt, 'list')
  return list ? childrenOf(list, 'item').flatMap((item) => item.attrs.id ?? []) : []
}

/** A client could not read a simulated phone's message: the phone starts a new session and sends it again. */
async function sendAgain(
  network: Network,
  asked: { readonly from: Person; readonly companion: Companion; readonly receipt: Stanza },
): Promise<void> {
  const { from, companion, receipt } = asked
  const sent = from.sent.get(receipt.attrs.id ?? '')
  if (!sent) return
  const bundle = bundleIn(receipt, companion) ?? takeBundle(companion)
  await from.signal.startSession(signalAddress(companion.owner, companion.deviceId), bundle)
  await sendToCompanion(network, companion, { from, sent })
}

function bundleIn(receipt: Stanza, companion: Companion) {
  const keys = child(receipt, 'keys')
  const identity = keys && child(keys, 'identity')
  const signedPreKey = toSignedPreKey(keys && child(keys, 'skey'))
  if (!identity || !signedPreKey) return undefined
  const registration = child(receipt, 'registration')
  return {
    registrationId: registration ? toNumber(bytesOf(registration)) : companion.registrationId,
    identityKey: bytesOf(identity),
    signedPreKey,
    preKey: toPreKey(child(keys, 'key')),
  }
}

/** Passes a receipt on to the linked client whose message it is about. */
function forward(
  network: Network,
  passed: { readonly from: Companion; readonly to: Companion; readonly receipt: Stanza },
): void {
  const { from, to, receipt } = passed
  const byLid = parseJid(receipt.attrs.to ?? '').server === LID_SERVER
  const { id = '', type } = receipt.attrs
  deliver(to, {
    ...receipt,
    attrs: {
      from: byLid ? lidJid(from.owner, from.deviceId) : pnJid(from.owner, from.deviceId),
      id,
      t: unixNow(network),
      ...(type !== undefined && { type }),
    },
  })
}
