import type { Companion } from '../people/companion.ts'
import { takeBundle } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { signalAddress } from '../people/person.ts'
import { pad } from '../signal/padding.ts'
import type { Stanza } from '../wire/stanza.ts'

/** Encrypts a message from a simulated phone to a linked client, starting a session if there is none. */
export async function sealForCompanion(from: Person, companion: Companion, message: Buffer): Promise<Stanza> {
  const address = signalAddress(companion.owner, companion.deviceId)
  if (!from.signal.hasSession(address)) await from.signal.startSession(address, takeBundle(companion))
  const { type, bytes } = await from.signal.encrypt(address, pad(message))
  return { tag: 'enc', attrs: { v: '2', type }, content: bytes }
}
