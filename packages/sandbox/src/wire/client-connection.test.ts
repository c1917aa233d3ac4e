import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { initAuthCreds, makeWASocket } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { connectNoiseClient } from '../../test/noise-client.ts'
import type { ClientConnection } from './client-connection.ts'
import { acceptClient } from './client-connection.ts'
import { createServerIdentity } from './server-identity.ts'
import type { Stanza } from './stanza.ts'

const identity = createServerIdentity()
const PAYLOAD = { username: 4915112345678, device: 7 }
const logger = { level: 'silent', child: () => logger, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

let server: WebSocketServer
let url: string

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/chat`
})

afterEach(async () => {
  for (const socket of server.clients) socket.terminate()
  await new Promise((resolve) => server.close(resolve))
})

function nextConnection(): Promise<ClientConnection> {
  return new Promise((resolve) => {
    server.once('connection', (socket) => resolve(acceptClient(socket, identity)))
  })
}

async function connected() {
  const accepted = nextConnection()
  const client = await connectNoiseClient(url, PAYLOAD)
  const connection = await accepted
  await connection.login
  return { client, connection }
}

const closed = (connection: ClientConnection) => new Promise<void>((resolve) => connection.onClose(resolve))

function collect(connection: ClientConnection, count: number): Promise<readonly Stanza[]> {
  return new Promise((resolve) => {
    const stanzas: Stanza[] = []
    connection.onStanza((stanza) => {
      if (stanzas.push(stanza) === count) resolve(stanzas)
    })
  })
}

const ids = (stanzas: readonly Stanza[]) => stanzas.map((stanza) => stanza.attrs.id)
const iq = (id: string): Stanza => ({ tag: 'iq', attrs: { id } })

describe('acceptClient with the unmodified client', () => {
  it('completes the handshake and decodes its registration', async () => {
    const creds = initAuthCreds()
    const accepted = nextConnection()
    const client = makeWASocket({
      waWebSocketUrl: url,
      logger,
      auth: { creds, keys: { get: async () => ({}), set: async () => undefined } },
    })
    const connection = await accepted

    const login = await connection.login

    const registration = login.payload.devicePairingData
    expect(login.staticKey).toEqual(Buffer.from(creds.noiseKey.public))
    expect(Buffer.from(registration?.eIdent ?? [])).toEqual(Buffer.from(creds.signedIdentityKey.public))
    expect(Buffer.from(registration?.eSkeyVal ?? [])).toEqual(Buffer.from(creds.signedPreKey.keyPair.public))
    expect(registration?.eSkeySig).toHaveLength(64)
    const ended = closed(connection)
    await client.end(undefined)
    await ended
  })

  it('exchanges stanzas with it: it answers a pair-device request', async () => {
    const accepted = nextConnection()
    const client = makeWASocket({
      waWebSocketUrl: url,
      logger,
      auth: { creds: initAuthCreds(), keys: { get: async () => ({}), set: async () => undefined } },
    })
    const connection = await accepted
    await connection.login
    const answers = collect(connection, 1)

    connection.send({
      tag: 'iq',
      attrs: { from: '@s.whatsapp.net', type: 'set', id: '4711', xmlns: 'md' },
      content: [{ tag: 'pair-device', attrs: {}, content: [{ tag: 'ref', attrs: {}, content: Buffer.from('ref-1') }] }],
    })

    expect(await answers).toMatchObject([{ tag: 'iq', attrs: { to: '@s.whatsapp.net', type: 'result', id: '4711' } }])
    await client.end(undefined)
  })
})

describe('acceptClient', () => {
  it('reports who logged in', async () => {
    const { client, connection } = await connected()

    const { staticKey, payload } = await connection.login

    expect(staticKey).toEqual(client.staticKey)
    expect({ username: Number(payload.username), device: payload.device }).toEqual(PAYLOAD)
    expect(connection.isOpen).toBe(true)
  })

  it('keeps stanzas that come before a listener, in order', async () => {
    const { client, connection } = await connected()
    client.socket.send(Buffer.concat([client.frame(iq('a')), client.frame(iq('b'))]))
    client.socket.ping()
    await once(client.socket, 'pong')

    const early: Stanza[] = []
    connection.onStanza((stanza) => early.push(stanza))

    expect(ids(early)).toEqual(['a', 'b'])
  })

  it('hands over stanzas split across messages', async () => {
    const { client, connection } = await connected()
    const stanzas = collect(connection, 2)
    const bytes = Buffer.concat([client.frame(iq('a')), client.frame(iq('b'))])

    client.socket.send(bytes.subarray(0, 5))
    client.socket.send(bytes.subarray(5))

    expect(ids(await stanzas)).toEqual(['a', 'b'])
  })

  it('sends stanzas that the client reads', async () => {
    const { client, connection } = await connected()
    const read = client.nextStanza()

    connection.send({
      tag: 'ib',
      attrs: { from: '@s.whatsapp.net' },
      content: [{ tag: 'offline', attrs: { count: '0' } }],
    })

    expect(await read).toMatchObject([{ tag: 'ib', content: [{ tag: 'offline', attrs: { count: '0' } }] }])
  })

  it('delivers what came before an invalid frame, then cuts the line', async () => {
    const { client, connection } = await connected()
    const stanzas = collect(connection, 1)
    const ended = closed(connection)

    client.socket.send(Buffer.concat([client.frame(iq('a')), Buffer.from('000014', 'hex'), Buffer.alloc(20)]))

    expect(ids(await stanzas)).toEqual(['a'])
    await ended
    expect(connection.isOpen).toBe(false)
  })

  it.each([
    ['no intro', Buffer.from('GET / HTTP/1.1')],
    ['a handshake message that is none', Buffer.concat([Buffer.from('57410603000004', 'hex'), Buffer.from('what')])],
    ['a text message', 'WA'],
  ])('rejects the login and cuts the line on %s', async (_, opening) => {
    const accepted = nextConnection()
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const connection = await accepted
    const ended = once(socket, 'close')

    socket.send(opening)

    await expect(connection.login).rejects.toThrow()
    expect((await ended)[0]).toBe(1006)
  })

  it('rejects the login when the line drops during the handshake', async () => {
    const accepted = nextConnection()
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const connection = await accepted
    const ended = closed(connection)

    socket.terminate()
    await ended

    await expect(connection.login).rejects.toThrow('dropped')
  })

  it('throws on a stanza sent before the handshake, and ignores one sent after the end', async () => {
    const accepted = nextConnection()
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const connection = await accepted
    const ended = closed(connection)

    expect(() => connection.send(iq('early'))).toThrow('before the handshake')
    socket.close()
    await ended

    expect(() => connection.send(iq('late'))).not.toThrow()
    expect(() => connection.sendRaw(Buffer.from('late'))).not.toThrow()
  })

  it('writes raw bytes as they are', async () => {
    const { client, connection } = await connected()
    const message = once(client.socket, 'message')

    connection.sendRaw(Buffer.from('garbage'))

    expect((await message)[0].toString()).toBe('garbage')
  })

  it('closes cleanly or cuts the line, as asked', async () => {
    const clean = await connected()
    const cleanEnd = once(clean.client.socket, 'close')
    clean.connection.close()
    const cut = await connected()
    const cutEnd = once(cut.client.socket, 'close')
    cut.connection.terminate()

    expect((await cleanEnd)[0]).toBe(1005)
    expect((await cutEnd)[0]).toBe(1006)
  })

  it('reads nothing more once it decided to close', async () => {
    const { client, connection } = await connected()
    const heard: Stanza[] = []
    connection.onStanza((stanza) => {
      heard.push(stanza)
      connection.close()
    })
    const ended = closed(connection)

    client.socket.send(Buffer.concat([client.frame(iq('a')), client.frame(iq('b'))]))
    await ended

    expect(ids(heard)).toEqual(['a'])
  })

  it('tells a late listener at once that the line has ended', async () => {
    const { connection } = await connected()
    const ended = closed(connection)
    connection.terminate()
    await ended

    let calls = 0
    connection.onClose(() => calls++)

    expect(calls).toBe(1)
  })
})
