import { createHash, hkdfSync } from 'node:crypto'
import { createCounterCipher } from './counter-cipher.ts'

/** The running state of a Noise handshake: transcript hash, chaining key, cipher key and counter. */
export interface NoiseState {
  mixHash(data: Uint8Array): void
  mixKey(secret: Uint8Array): void
  /** Encrypts under the current key and takes the ciphertext into the transcript. */
  seal(plaintext: Uint8Array): Buffer
  /** Decrypts under the current key and takes the ciphertext into the transcript; throws when it was tampered with. */
  open(ciphertext: Uint8Array): Buffer
  /** Ends the handshake: the keys from the client to the server and back. */
  split(): { readonly fromClient: Buffer; readonly toClient: Buffer }
}

// Exactly 32 bytes with its padding, which is why Noise takes it as the first hash without hashing it.
const PROTOCOL_NAME = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0', 'latin1')
const NOTHING = Buffer.alloc(0)

/** Starts a handshake whose transcript begins with the prologue. */
export function createNoiseState(prologue: Uint8Array): NoiseState {
  let hash: Buffer = PROTOCOL_NAME
  let chainingKey: Buffer = PROTOCOL_NAME
  let cipher = createCounterCipher(PROTOCOL_NAME)

  function mixHash(data: Uint8Array): void {
    hash = createHash('sha256').update(hash).update(data).digest()
  }

  mixHash(prologue)
  return {
    mixHash,
    mixKey(secret) {
      const [next, key] = derivePair(secret, chainingKey)
      chainingKey = next
      cipher = createCounterCipher(key)
    },
    seal(plaintext) {
      const ciphertext = cipher.seal(plaintext, hash)
      mixHash(ciphertext)
      return ciphertext
    },
    open(ciphertext) {
      const plaintext = cipher.open(ciphertext, hash)
      mixHash(ciphertext)
      return plaintext
    },
    split() {
      const [fromClient, toClient] = derivePair(NOTHING, chainingKey)
      return { fromClient, toClient }
    },
  }
}

function derivePair(secret: Uint8Array, salt: Uint8Array): readonly [Buffer, Buffer] {
  const bytes = Buffer.from(hkdfSync('sha256', secret, salt, NOTHING, 64))
  return [bytes.subarray(0, 32), bytes.subarray(32)]
}
