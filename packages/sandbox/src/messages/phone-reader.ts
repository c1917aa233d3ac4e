import type { LedgerEntry, ReadProblem } from '../ledger/ledger.ts'
import { isBoundToAccount } from '../pairing/device-identity.ts'
import type { Companion } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { signalAddress } from '../people/person.ts'
import type { Network } from '../server/network.ts'
import { unpad } from '../signal/padding.ts'
import type { CiphertextType } from '../signal/signal-endpoint.ts'
import { parseJid } from '../wire/jid.ts'
import type { Stanza } from '../wire/stanza.ts'
import { bytesOf, child } from '../wire/stanza.ts'
import type { ClientMessage } from './deliver-message.ts'
import type { ReadMessage } from './read-message.ts'
import { readMessage } from './read-message.ts'
import { askForMessageAgain } from './retry.ts'

/** What came of opening a ciphertext. */
type Opened =
  | { readonly read: ReadMessage; readonly problem: null }
  | { readonly read: null; readonly problem: ReadProblem }

/** What a phone makes of a ciphertext. */
export interface PhoneReading {
  /** Whether the phone has the message now. */
  readonly hasMessage: boolean
  /** Records it, shows it, and asks for it again when it was not readable. */
  publish(): void
}

/** Lets a phone open a ciphertext. Nobody hears of it before it is published: the server's ack comes first. */
export async function readOnPhone(
  network: Network,
  message: ClientMessage,
  part: { readonly owner: Person; readonly enc: Stanza },
): Promise<PhoneReading> {
  const { owner } = part
  const { id, companion, stanza } = message
  const sender = companion.owner
  const isOwn = owner === sender
  const chat = message.recipient?.number ?? parseJid(message.to).user
  const screenChat = isOwn ? chat : sender.number
  const { type = 'text', category } = stanza.attrs
  const key = { waMessageId: id, chat: screenChat, fromMe: isOwn }
  const wasShown = network.ledger.isShown(owner.number, key)

  const opened = await open(network, message, part)
  // A ciphertext that does not open again was used up by the message that is on the screen.
  const problem = opened.problem === 'ciphertext' && wasShown ? 'duplicate' : opened.problem
  const isWhole = opened.read?.isMediaWhole ?? false
  const entry: LedgerEntry = {
    waMessageId: id,
    sender: sender.number,
    recipient: chat,
    deviceKind: isOwn ? 'own_phone' : 'phone',
    deviceId: 0,
    type,
    content: opened.read?.content ?? null,
    readable: opened.read !== null && isWhole,
    problem: opened.read !== null && !isWhole ? 'media' : problem,
    at: network.clock.now(),
  }
  const isForScreen = category !== 'peer' && opened.read?.content.kind !== 'other'
  const hasMessage = category !== 'peer' && (opened.read !== null || problem === 'duplicate')
  return {
    hasMessage,
    publish() {
      if (opened.read && isForScreen) {
        network.ledger.show(owner.number, { ...key, content: opened.read.content, at: entry.at })
      }
      network.ledger.addEntry(entry)
      if (!hasMessage && category !== 'peer' && network.options.askRetries) askForMessageAgain(network, message, owner)
    },
  }
}

async function open(
  network: Network,
  { companion, stanza }: ClientMessage,
  { owner, enc }: { readonly owner: Person; readonly enc: Stanza },
): Promise<Opened> {
  const type: CiphertextType = enc.attrs.type === 'pkmsg' ? 'pkmsg' : 'msg'
  if (type === 'pkmsg' && !hasValidIdentity(stanza, companion)) return { read: null, problem: 'device_identity' }
  let padded: Buffer
  try {
    const address = signalAddress(companion.owner, companion.deviceId)
    const from = { address, identityKey: companion.identityKey }
    padded = await owner.signal.decrypt(from, { type, bytes: bytesOf(enc) })
  } catch {
    return { read: null, problem: 'ciphertext' } // whatever the reason: the phone cannot read it
  }
  try {
    return { read: readMessage(network.media, unpad(padded)), problem: null }
  } catch {
    return { read: null, problem: 'plaintext' } // no padding, or no message behind it
  }
}

function hasValidIdentity(stanza: Stanza, companion: Companion): boolean {
  const element = child(stanza, 'device-identity')
  if (!element) return false
  const identity = bytesOf(element)
  // A client repeats the same bytes with every pkmsg, and checking two signatures costs more than all else here.
  if (companion.provenIdentity?.equals(identity)) return true
  if (!isBoundToAccount(identity, companion.identityKey, companion.owner.identity.publicKey)) return false
  companion.provenIdentity = identity
  return true
}
