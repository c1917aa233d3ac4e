import { randomInt } from 'node:crypto'
import type { DhKeyPair } from '../wire/raw-keys.ts'
import type { SigningKeyPair } from '../wire/xeddsa.ts'
import { generateDhKeyPair } from '../wire/xeddsa.ts'
import type { KeyBundle, PreKey } from './key-bundle.ts'
import { withKeyType } from './key-bundle.ts'
import type { RatchetKeyPair, RatchetStore } from './ratchet.ts'
import { QuietRecord, ReceivingRecord, ratchetCipher, recordKey, startOutgoing } from './ratchet.ts'

/** How a ciphertext starts or continues a session. */
export type CiphertextType = 'pkmsg' | 'msg'

/** A ciphertext and its type. */
export interface Ciphertext {
  readonly type: CiphertextType
  readonly bytes: Buffer
}

/** A device that ciphertexts come from. */
export interface RemoteDevice {
  readonly address: string
  /** Its raw public identity key. */
  readonly identityKey: Buffer
}

/** The Signal side of one simulated device: its keys, its sessions, and what can be done with them. */
export interface SignalEndpoint {
  readonly registrationId: number
  /** The raw public identity key. */
  readonly identityKey: Buffer
  /** Publishes a bundle with a one-time key that no other caller gets. */
  bundle(): KeyBundle
  hasSession(address: string): boolean
  /** Forgets every session. */
  forgetSessions(): void
  /** Starts a session with a device from its published bundle. */
  startSession(address: string, bundle: KeyBundle): Promise<void>
  encrypt(address: string, plain: Buffer): Promise<Ciphertext>
  /** Opens a ciphertext of the device with that identity; a rejected one leaves every session as it was. */
  decrypt(from: RemoteDevice, ciphertext: Ciphertext): Promise<Buffer>
}

/** Creates the Signal side of a device; `name` keeps its work apart from that of others in this process. */
export function createSignalEndpoint(name: string, identity: SigningKeyPair): SignalEndpoint {
  const registrationId = randomInt(1, 16_380)
  const signedKeys = generateDhKeyPair()
  const signature = identity.sign(withKeyType(signedKeys.publicKey))
  const oneTimeKeys = new Map<number, DhKeyPair>()
  const sessions = new Map<string, unknown>()
  const ourIdentity = toRatchetKeys(identity)
  let lastKeyId = 0
  let expected: Buffer | undefined
  let work: Promise<unknown> = Promise.resolve()

  // libsignal's own queue is shared by the whole process under the bare address; this name is nobody else's.
  const local = (address: string) => `sandbox/${name}/${address}`

  const storeWith = (Record: typeof QuietRecord): RatchetStore => ({
    loadSession: async (key) => {
      const stored = sessions.get(key)
      return stored === undefined ? new Record() : Record.deserialize(stored)
    },
    storeSession: async (key, record) => {
      sessions.set(key, record.serialize())
    },
    isTrustedIdentity: (_address, key) => expected === undefined || withKeyType(expected).equals(key),
    loadPreKey: async (id) => {
      const keys = oneTimeKeys.get(Number(id))
      return keys && toRatchetKeys(keys)
    },
    removePreKey: (id) => {
      oneTimeKeys.delete(id)
    },
    loadSignedPreKey: () => toRatchetKeys(signedKeys),
    getOurRegistrationId: () => registrationId,
    getOurIdentity: () => ourIdentity,
  })
  const store = storeWith(QuietRecord)
  const receivingStore = storeWith(ReceivingRecord)

  function inTurn<T>(job: () => Promise<T>): Promise<T> {
    const turn = work.then(job, job)
    work = turn.catch(() => undefined) // the caller gets the failure; the next turn does not care
    return turn
  }

  async function openWithAnySession(address: string, bytes: Buffer): Promise<Buffer> {
    const key = recordKey(address)
    const stored = sessions.get(key)
    const candidates = stored === undefined ? 0 : QuietRecord.deserialize(stored).getSessions().length
    let failure: unknown = new Error('There is no session with this device.')
    for (let index = 0; index < candidates; index++) {
      // A failed attempt turns the ratchet, so each one works on a copy of its own.
      const copy = QuietRecord.deserialize(stored)
      const session = copy.getSessions()[index]
      if (!session) continue
      try {
        const plain = await ratchetCipher(store, address).doDecryptWhisperMessage(bytes, session)
        session.indexInfo.used = Date.now()
        sessions.set(key, copy.serialize())
        return plain
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }

  return {
    registrationId,
    identityKey: identity.publicKey,
    bundle() {
      const id = ++lastKeyId
      const keys = generateDhKeyPair()
      oneTimeKeys.set(id, keys)
      const preKey: PreKey = { id, publicKey: keys.publicKey }
      return {
        registrationId,
        identityKey: identity.publicKey,
        signedPreKey: { id: 1, publicKey: signedKeys.publicKey, signature },
        preKey,
      }
    },
    hasSession: (address) => sessions.has(recordKey(local(address))),
    forgetSessions: () => sessions.clear(),
    startSession: (address, bundle) => inTurn(() => startOutgoing(store, local(address), toRatchetBundle(bundle))),
    encrypt: (address, plain) =>
      inTurn(async () => {
        const { type, body } = await ratchetCipher(store, local(address)).encrypt(plain)
        return { type: type === 3 ? 'pkmsg' : 'msg', bytes: body }
      }),
    decrypt: ({ address, identityKey }, { type, bytes }) =>
      inTurn(async () => {
        if (type === 'msg') return openWithAnySession(local(address), bytes)
        expected = identityKey
        try {
          return await ratchetCipher(receivingStore, local(address)).decryptPreKeyWhisperMessage(bytes)
        } finally {
          expected = undefined
        }
      }),
  }
}

function toRatchetKeys(keys: DhKeyPair): RatchetKeyPair {
  return { pubKey: withKeyType(keys.publicKey), privKey: keys.privateKey }
}

function toRatchetBundle(bundle: KeyBundle) {
  return {
    registrationId: bundle.registrationId,
    identityKey: withKeyType(bundle.identityKey),
    signedPreKey: {
      keyId: bundle.signedPreKey.id,
      publicKey: withKeyType(bundle.signedPreKey.publicKey),
      signature: bundle.signedPreKey.signature,
    },
    ...(bundle.preKey && {
      preKey: { keyId: bundle.preKey.id, publicKey: withKeyType(bundle.preKey.publicKey) },
    }),
  }
}
