import type { Companion } from '../people/companion.ts'
import type { Person } from '../people/person.ts'
import { SandboxError } from '../sandbox-error.ts'
import { linkClient } from './link.ts'
import type { PairingOffers } from './offers.ts'
import { demandPasskeyOf } from './passkey.ts'
import { parseQrText } from './qr-text.ts'

/** Scans a QR code with a person's phone. */
export async function scanQr(offers: PairingOffers, person: Person, text: string): Promise<Companion> {
  const qr = parseQrText(text)
  const offer = qr && offers.ownerOf(qr.ref)
  if (!qr || !offer) throw new SandboxError('qr_unknown', 'No client that waits here shows this QR code.')
  const { registration, expiresAt } = offer
  if (expiresAt !== null && Date.now() > expiresAt) {
    throw new SandboxError('qr_expired', 'This QR code is too old; scan the one that the client shows now.')
  }
  if (!qr.noiseKey.equals(registration.noiseKey) || !qr.identityKey.equals(registration.identityKey)) {
    throw new SandboxError('qr_mismatch', 'The keys in this QR code are not those of the client it belongs to.')
  }
  demandPasskeyOf(person, registration)
  offers.withdraw(registration)
  return linkClient(person, registration, qr.advSecret)
}
