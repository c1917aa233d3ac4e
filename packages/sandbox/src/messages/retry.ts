import type { Companion } from '../people/companion.ts'
import { deliver } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { pnJid } from '../people/person.ts'
import { receiptJid } from '../people/receipt-address.ts'
import { element } from '../server/iq-stanza.ts'
import type { Network } from '../server/network.ts'
import { unixNow } from '../server/network.ts'
import { bigEndian, fromKeyBundle, leaf } from '../signal/key-stanzas.ts'
import type { Stanza } from '../wire/stanza.ts'
import type { MessageRef } from './message-ref.ts'

const MOST_RETRIES = 5

/** Has a phone ask for a message that it could not read, as real ones do: at most five times. */
export function askForMessageAgain(network: Network, message: MessageRef, reader: Person): void {
  const { id, to, companion, recipient } = message
  const count = countRetry(companion, `${reader.number} ${id}`)
  if (count > MOST_RETRIES || !recipient) return
  const isOwn = reader === companion.owner
  const from = isOwn ? pnJid(reader) : receiptJid(reader, to, 0)
  deliver(companion, retryReceipt(network, { id, from, count, reader, ...(isOwn && { chat: pnJid(recipient) }) }))
}

function retryReceipt(
  network: Network,
  retry: {
    readonly id: string
    readonly from: string
    readonly count: number
    readonly reader: Person
    readonly chat?: string
  },
): Stanza {
  const { id, from, count, reader, chat } = retry
  const t = unixNow(network)
  const attrs = { id, from, t, type: 'retry', ...(chat !== undefined && { recipient: chat }) }
  const registration = leaf('registration', bigEndian(reader.signal.registrationId, 4))
  const request = element('retry', [], { count: String(count), id, t, v: '1', error: '0' })
  if (count === 1) return element('receipt', [request, registration], attrs)
  const [, type, identity, skey, key] = fromKeyBundle(reader.signal.bundle())
  const keys = [type, identity, key, skey].filter((part) => part !== undefined)
  return element('receipt', [request, registration, element('keys', keys)], attrs)
}

function countRetry(companion: Companion, key: string): number {
  const count = (companion.retriesAsked.get(key) ?? 0) + 1
  companion.retriesAsked.set(key, count)
  return count
}
