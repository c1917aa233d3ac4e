import { describe, expect, it } from 'vitest'
import { createNoiseInitiator } from '../../test/noise-client.ts'
import { INTRO } from './frame-stream.ts'
import { createNoiseResponder } from './noise-responder.ts'
import { proto } from './schema.ts'
import { createServerIdentity } from './server-identity.ts'
import { encodeStanza } from './stanza-codec.ts'

const identity = createServerIdentity()
const PAYLOAD = { username: 4915112345678, device: 7 }

/** Brings the client's own Noise code to its last handshake message. */
async function handshake(prologue: Uint8Array = INTRO) {
  const initiator = createNoiseInitiator()
  const responder = createNoiseResponder(prologue, identity)
  const finish = await initiator.finish(responder.answerHello(initiator.hello()), PAYLOAD)
  return { initiator, responder, finish }
}

function altered(message: Uint8Array, field: 'static' | 'payload'): Uint8Array {
  const decoded = proto.HandshakeMessage.decode(message)
  const bytes = decoded.clientFinish?.[field]
  if (!bytes) throw new Error(`no ${field}`)
  const [first = 0] = bytes
  bytes[0] = first ^ 1
  return proto.HandshakeMessage.encode(decoded).finish()
}

describe('createNoiseResponder', () => {
  it('learns the client’s static key and payload', async () => {
    const { initiator, responder, finish } = await handshake()

    const finished = responder.finish(finish)

    expect(finished.clientStaticKey).toEqual(initiator.staticKey)
    expect(finished.payload).toEqual(Buffer.from(proto.ClientPayload.encode(PAYLOAD).finish()))
  })

  it('shares transport keys with the client in both directions', async () => {
    const { initiator, responder, finish } = await handshake()
    const { fromClient, toClient } = responder.finish(finish)
    await initiator.noise.finishInit()
    const read: unknown[] = []

    for (const id of ['a', 'b', 'c']) {
      const sealed = toClient.seal(encodeStanza({ tag: 'iq', attrs: { id } }))
      const length = Buffer.from([0, 0, sealed.length])
      await initiator.noise.decodeFrame(Buffer.concat([length, sealed]), (stanza) => read.push(stanza))
      expect(fromClient.open(initiator.noise.encrypt(Buffer.from(id))).toString()).toBe(id)
    }

    expect(read).toMatchObject([{ attrs: { id: 'a' } }, { attrs: { id: 'b' } }, { attrs: { id: 'c' } }])
  })

  it('throws on a transport frame that is altered, repeated or cut short', async () => {
    const { initiator, responder, finish } = await handshake()
    const { fromClient } = responder.finish(finish)
    await initiator.noise.finishInit()
    const sealed = initiator.noise.encrypt(Buffer.from('x'))
    fromClient.open(sealed)

    expect(() => fromClient.open(sealed)).toThrow()
    expect(() => fromClient.open(Buffer.alloc(40))).toThrow()
    expect(() => fromClient.open(Buffer.alloc(3))).toThrow('shorter than its tag')
  })

  it.each(['static', 'payload'] as const)('throws when the %s of the clientFinish was altered', async (field) => {
    const { responder, finish } = await handshake()

    expect(() => responder.finish(altered(finish, field))).toThrow()
  })

  it('throws when a message lacks its fields or is no message', async () => {
    const { responder } = await handshake()

    expect(() => createNoiseResponder(INTRO, identity).answerHello(Buffer.alloc(0))).toThrow('clientHello.ephemeral')
    expect(() => createNoiseResponder(INTRO, identity).answerHello(Buffer.from('garbage'))).toThrow()
    expect(() => responder.finish(Buffer.alloc(0))).toThrow('clientFinish.static')
  })

  it('does not complete with a client that began with another intro', async () => {
    await expect(handshake(Buffer.from([0x57, 0x41, 6, 2]))).rejects.toThrow()
  })
})
