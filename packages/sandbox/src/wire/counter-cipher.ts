import { createCipheriv, createDecipheriv } from 'node:crypto'

/** AES-256-GCM under one key with an own counter, for one direction. */
export interface CounterCipher {
  seal(plaintext: Uint8Array, associated?: Uint8Array): Buffer
  open(ciphertext: Uint8Array, associated?: Uint8Array): Buffer
}

const NOTHING = Buffer.alloc(0)
const TAG_BYTES = 16
const IV_BYTES = 12

/** Creates a cipher whose counter starts at 0 and serves one direction only. */
export function createCounterCipher(key: Uint8Array): CounterCipher {
  let counter = 0

  function nextIv(): Buffer {
    const iv = Buffer.alloc(IV_BYTES)
    iv.writeUInt32BE(counter++, IV_BYTES - 4)
    return iv
  }

  return {
    seal(plaintext, associated = NOTHING) {
      const cipher = createCipheriv('aes-256-gcm', key, nextIv()).setAAD(associated)
      return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
    },
    open(ciphertext, associated = NOTHING) {
      if (ciphertext.length < TAG_BYTES) throw new Error('The ciphertext is shorter than its tag.')
      const decipher = createDecipheriv('aes-256-gcm', key, nextIv(), { authTagLength: TAG_BYTES })
      decipher.setAAD(associated).setAuthTag(ciphertext.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG_BYTES)), decipher.final()])
    },
  }
}
