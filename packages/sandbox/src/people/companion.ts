import type { KeyBundle, PreKey, SignedPreKey } from '../signal/key-bundle.ts'
import type { Stanza } from '../wire/stanza.ts'
import type { Outbox } from './outbox.ts'
import type { Person } from './person.ts'

/** A live line to a linked client. */
export interface CompanionLine {
  /** Its id in the ledger. */
  readonly id: number
  /** Whether the client said it is ready for messages. */
  readonly isActive: boolean
  send(stanza: Stanza): void
  /** Writes bytes that are no frame of this line. */
  sendRaw(bytes: Uint8Array): void
  /** Leaves the line open and lets nothing pass any more. */
  silence(): void
  /** Sends last words and ends the line. */
  end(lastWords: Stanza, reason: 'error' | 'logged_out' | 'replaced'): void
  /** Ends the line without a word. */
  cut(): void
}

/** A real client, linked to a person's account. */
export interface Companion {
  readonly owner: Person
  readonly deviceId: number
  readonly keyIndex: number
  /** The raw public Noise key that it must show at login. */
  readonly noiseKey: Buffer
  registrationId: number
  identityKey: Buffer
  signedPreKey: SignedPreKey
  /** One-time keys that were not handed out yet. */
  preKeys: PreKey[]
  /** The `device-identity` whose signatures were found right, for as long as the identity key stays the same. */
  provenIdentity: Buffer | null
  readonly outbox: Outbox
  /** How often each phone asked this client for each message again. */
  readonly retriesAsked: Map<string, number>
  line: CompanionLine | null
  /** How far the first sync after linking got. */
  initialSync: 'due' | 'sent' | 'done'
}

/** Takes a bundle, and with it one of the one-time keys if there is one left. */
export function takeBundle(companion: Companion): KeyBundle {
  const { registrationId, identityKey, signedPreKey } = companion
  return { registrationId, identityKey, signedPreKey, preKey: companion.preKeys.shift() }
}

/** Hands a stanza to a client: now when it is ready, at its next login otherwise. */
export function deliver(companion: Companion, stanza: Stanza): void {
  companion.outbox.add(stanza)
  if (companion.line?.isActive) companion.line.send(stanza)
}
