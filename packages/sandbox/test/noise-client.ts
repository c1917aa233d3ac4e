import { once } from 'node:events'
import { makeNoiseHandler } from '@whiskeysockets/baileys/lib/Utils/noise-handler.js'
import { encodeBinaryNode } from '@whiskeysockets/baileys/lib/WABinary/index.js'
import { proto } from '@whiskeysockets/baileys/WAProto/index.js'
import { WebSocket } from 'ws'
import { INTRO } from '../src/wire/frame-stream.ts'
import type { Stanza } from '../src/wire/stanza.ts'
import { generateDhKeyPair } from '../src/wire/xeddsa.ts'

const silent = { level: 'silent', child: () => silent, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The client's own Noise and codec without the rest of it, for tests that must hold each frame in their hands. */
export function createNoiseInitiator(routingInfo?: Buffer) {
  const ephemeral = baileysPair()
  const noiseKey = baileysPair()
  const noise = makeNoiseHandler({
    keyPair: ephemeral,
    NOISE_HEADER: INTRO,
    logger: silent,
    ...(routingInfo === undefined ? {} : { routingInfo }),
  })
  return {
    staticKey: noiseKey.public,
    noise,
    hello: () => proto.HandshakeMessage.encode({ clientHello: { ephemeral: ephemeral.public } }).finish(),
    async finish(serverHello: Uint8Array, payload: proto.IClientPayload) {
      const sealedStatic = await noise.processHandshake(proto.HandshakeMessage.decode(serverHello), noiseKey)
      const sealedPayload = noise.encrypt(proto.ClientPayload.encode(payload).finish())
      return proto.HandshakeMessage.encode({ clientFinish: { static: sealedStatic, payload: sealedPayload } }).finish()
    },
  }
}

/** Opens a WebSocket and completes the handshake; what comes after is up to the test. */
export async function connectNoiseClient(url: string, payload: proto.IClientPayload) {
  const initiator = createNoiseInitiator()
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const answered = once(socket, 'message')
  socket.send(initiator.noise.encodeFrame(initiator.hello()))
  const [serverHello] = await answered
  socket.send(initiator.noise.encodeFrame(await initiator.finish(serverHello.subarray(3), payload)))
  await initiator.noise.finishInit()
  return {
    socket,
    staticKey: initiator.staticKey,
    frame: (stanza: Stanza) =>
      Buffer.from(initiator.noise.encodeFrame(encodeBinaryNode(stanza as Parameters<typeof encodeBinaryNode>[0]))),
    async nextStanza() {
      const [message] = await once(socket, 'message')
      const stanzas: unknown[] = []
      await initiator.noise.decodeFrame(message, (stanza) => stanzas.push(stanza))
      return stanzas
    },
  }
}

function baileysPair() {
  const { publicKey, privateKey } = generateDhKeyPair()
  return { public: publicKey, private: privateKey }
}
