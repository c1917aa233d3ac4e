import type { CounterCipher } from './counter-cipher.ts'
import { createCounterCipher } from './counter-cipher.ts'
import { createNoiseState } from './noise-state.ts'
import { proto } from './schema.ts'
import type { ServerIdentity } from './server-identity.ts'
import { diffieHellman, generateDhKeyPair } from './xeddsa.ts'

const { HandshakeMessage } = proto

/** The server's side of a `Noise_XX_25519_AESGCM_SHA256` handshake; both steps throw on an invalid message. */
export interface NoiseResponder {
  /** Takes the clientHello and gives the serverHello. */
  answerHello(message: Uint8Array): Buffer
  /** Takes the clientFinish, which ends the handshake. */
  finish(message: Uint8Array): FinishedHandshake
}

/** What a handshake yields: who the client is, its first words, and a cipher per direction. */
export interface FinishedHandshake {
  readonly clientStaticKey: Buffer
  readonly payload: Buffer
  readonly fromClient: Pick<CounterCipher, 'open'>
  readonly toClient: Pick<CounterCipher, 'seal'>
}

/** Starts the handshake for one client; the prologue is the intro that the client sent. */
export function createNoiseResponder(prologue: Uint8Array, identity: ServerIdentity): NoiseResponder {
  const state = createNoiseState(prologue)
  const ephemeral = generateDhKeyPair()

  return {
    answerHello(message) {
      const clientEphemeral = present(HandshakeMessage.decode(message).clientHello?.ephemeral, 'clientHello.ephemeral')
      state.mixHash(clientEphemeral)
      state.mixHash(ephemeral.publicKey)
      state.mixKey(diffieHellman(ephemeral.privateKey, clientEphemeral))
      const sealedStatic = state.seal(identity.staticKeyPair.publicKey)
      state.mixKey(diffieHellman(identity.staticKeyPair.privateKey, clientEphemeral))
      const payload = state.seal(identity.certificateChain)
      const serverHello = { ephemeral: ephemeral.publicKey, static: sealedStatic, payload }
      return Buffer.from(HandshakeMessage.encode({ serverHello }).finish())
    },
    finish(message) {
      const { clientFinish } = HandshakeMessage.decode(message)
      const clientStaticKey = state.open(present(clientFinish?.static, 'clientFinish.static'))
      state.mixKey(diffieHellman(ephemeral.privateKey, clientStaticKey))
      const payload = state.open(present(clientFinish?.payload, 'clientFinish.payload'))
      const keys = state.split()
      return {
        clientStaticKey,
        payload,
        fromClient: createCounterCipher(keys.fromClient),
        toClient: createCounterCipher(keys.toClient),
      }
    },
  }
}

function present(bytes: Uint8Array | null | undefined, field: string): Uint8Array {
  if (bytes === null || bytes === undefined || bytes.length === 0) throw new Error(`The handshake lacks ${field}.`)
  return bytes
}
