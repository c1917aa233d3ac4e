import type { SignedPreKey } from '../signal/key-bundle.ts'
import { withKeyType } from '../signal/key-bundle.ts'
import { toNumber } from '../signal/key-stanzas.ts'
import type { ClientPayload } from '../wire/client-connection.ts'
import type { Stanza } from '../wire/stanza.ts'
import { verifySignature } from '../wire/xeddsa.ts'

/** The keys with which a client asks to be linked. */
export interface RegistrationKeys {
  readonly noiseKey: Buffer
  readonly identityKey: Buffer
  readonly registrationId: number
  readonly signedPreKey: SignedPreKey
}

/** A client that waits to be linked. */
export interface Registration extends RegistrationKeys {
  /** Asks the client, and resolves with its answer; rejects when the line ends first. */
  ask(iq: Stanza): Promise<Stanza>
  send(stanza: Stanza): void
  /** Tells the client to come back with its new credentials, and ends the line. */
  restart(number: string, deviceId: number): void
  /** Ends the line: what the client said is not true. */
  refuse(): void
}

/** A client's request to be linked by an eight-character code. */
export interface CodeRequest {
  readonly registration: Registration
  readonly number: string
  readonly ref: Buffer
  readonly wrappedEphemeralKey: Buffer
  /** Resolves with the client's last word, `companion_finish`. */
  readonly finish: Promise<Stanza>
}

/** Reads the registration of a client's payload; undefined when it is malformed or its signature is wrong. */
export function toRegistrationKeys(payload: ClientPayload, noiseKey: Buffer): RegistrationKeys | undefined {
  const data = payload.devicePairingData
  if (!data?.eRegid || !data.eIdent || !data.eSkeyId || !data.eSkeyVal || !data.eSkeySig) return undefined
  const identityKey = Buffer.from(data.eIdent)
  const publicKey = Buffer.from(data.eSkeyVal)
  if (identityKey.length !== 32 || publicKey.length !== 32) return undefined
  if (!verifySignature(identityKey, withKeyType(publicKey), data.eSkeySig)) return undefined
  return {
    noiseKey,
    identityKey,
    registrationId: toNumber(Buffer.from(data.eRegid)),
    signedPreKey: { id: toNumber(Buffer.from(data.eSkeyId)), publicKey, signature: Buffer.from(data.eSkeySig) },
  }
}
