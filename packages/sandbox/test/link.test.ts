import type { Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { ackOf, PEER_JID } from './support/linked.ts'
import type { TestClient } from './support/test-client.ts'
import { createTestClient } from './support/test-client.ts'

const NUMBER = '491510000001'
const PEER = '491510000002'
let sandbox: Sandbox
let client: TestClient

beforeEach(async () => {
  sandbox = await startSandbox()
  client = createTestClient(sandbox)
})

afterEach(async () => {
  await client.close()
  await sandbox.close()
})

describe('link by QR', () => {
  it('links, restarts with 515 and opens as the account that scanned', async () => {
    client.connect()
    const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)
    const closed = client.closed()
    const device = await sandbox.phone(NUMBER).scanQr(qr)

    expect(await closed).toBe(515)
    await client.reconnect()
    expect(client.auth.creds.me?.id).toBe(device.jid)
    expect(client.auth.creds.me?.lid).toBe(device.lid)
    expect(sandbox.phone(NUMBER).linked).toBe(true)
    expect(sandbox.ledger.connections(NUMBER).map(({ kind, end }) => [kind, end])).toEqual([
      ['registration', 'paired'],
      ['login', null],
    ])
  })

  it('refuses a text that no waiting client shows', async () => {
    await expect(sandbox.phone(NUMBER).scanQr('nonsense')).rejects.toMatchObject({ code: 'qr_unknown' })
  })

  it('refuses keys that are not those of the client that owns the ref', async () => {
    client.connect()
    const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)
    const [ref, , identity, secret, platform] = qr.split(',')
    const foreign = [ref, Buffer.alloc(32, 7).toString('base64'), identity, secret, platform].join(',')

    await expect(sandbox.phone(NUMBER).scanQr(foreign)).rejects.toMatchObject({ code: 'qr_mismatch' })
    expect(sandbox.phone(NUMBER).linked).toBe(false)
  })

  it('refuses a client that signs with another key than it shows', async () => {
    client.connect()
    const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)
    const { signedIdentityKey } = client.auth.creds
    // The client signs with the private half when pair-success comes: by then it is another one.
    signedIdentityKey.private = Buffer.alloc(32, 8)

    await expect(sandbox.phone(NUMBER).scanQr(qr)).rejects.toMatchObject({ code: 'forged_device_signature' })
    expect(sandbox.phone(NUMBER).linked).toBe(false)
  })
})

describe('link by code', () => {
  it('links with the code that the client shows, and opens', async () => {
    client.connect()
    await client.next('connection.update', (update) => update.qr !== undefined)
    const code = await client.socket.requestPairingCode(NUMBER)
    const closed = client.closed()
    await sandbox.phone(NUMBER).typePairingCode(code)

    expect(await closed).toBe(515)
    await client.reconnect()
    expect(client.auth.creds.registered).toBe(true)
  })

  it('refuses a wrong code, after which the client may ask again on the same line', async () => {
    client.connect()
    await client.next('connection.update', (update) => update.qr !== undefined)
    await client.socket.requestPairingCode(NUMBER, 'AAAA1111')
    await expect(sandbox.phone(NUMBER).typePairingCode('BBBB2222')).rejects.toMatchObject({
      code: 'wrong_pairing_code',
    })

    const code = await client.socket.requestPairingCode(NUMBER)
    const closed = client.closed()
    await sandbox.phone(NUMBER).typePairingCode(code)
    expect(await closed).toBe(515)
  })

  it('says so when no client asks for this number', async () => {
    await expect(sandbox.phone(NUMBER).typePairingCode('AAAA1111', { timeoutMs: 10 })).rejects.toMatchObject({
      code: 'no_pairing_request',
    })
  })
})

describe('login', () => {
  it('answers 401 to a client that is not linked', async () => {
    await client.link(sandbox.phone(NUMBER))
    await client.close()
    sandbox.phone(NUMBER).unlink()
    client.connect()

    expect(await client.closed()).toBe(401)
  })

  it('answers 401 when the Noise key is not the one of that device', async () => {
    await client.link(sandbox.phone(NUMBER))
    await client.close()
    Object.assign(client.auth.creds, { noiseKey: createTestClient(sandbox).auth.creds.noiseKey })
    client.connect()

    expect(await client.closed()).toBe(401)
  })

  it('evicts the first line with 440 when the same device logs in again', async () => {
    await client.link(sandbox.phone(NUMBER))
    const second = createTestClient(sandbox, { auth: client.auth })
    const evicted = client.closed()
    await second.reconnect()

    expect(await evicted).toBe(440)
    expect(sandbox.ledger.connections(NUMBER).map((line) => line.end)).toEqual(['paired', 'replaced', null])
    await second.close()
  })

  it('counts an evicted line as closed at once, also when its client hangs', async () => {
    await client.link(sandbox.phone(NUMBER))
    // The field is protected, and the only way to make an unmodified client hang.
    const hung: WebSocket = Reflect.get(client.socket.ws, 'socket')
    hung.pause()
    const second = createTestClient(sandbox, { auth: client.auth })
    await second.reconnect()

    const [evicted, newer] = sandbox.ledger.connections(NUMBER).slice(1)
    expect(evicted).toMatchObject({ end: 'replaced', closedAt: expect.any(Number) })
    expect(evicted?.closedAt).toBeLessThanOrEqual(newer?.activeAt ?? 0)
    hung.terminate()
    await second.close()
  })

  it('tells which client opened a line, and on which line a message was written', async () => {
    const named = createTestClient({ ...sandbox, url: `${sandbox.url}?client=second` })
    await named.link(sandbox.phone(NUMBER))
    const ack = ackOf(named.socket, '3EB0')
    await named.socket.relayMessage(PEER_JID, { conversation: 'hi' }, { messageId: '3EB0' })
    await ack

    const lines = sandbox.ledger.connections(NUMBER)
    expect(lines.map(({ kind, clientName }) => [kind, clientName])).toEqual([
      ['registration', 'second'],
      ['login', 'second'],
    ])
    expect(sandbox.ledger.stanzas('3EB0').map(({ connectionId }) => connectionId)).toEqual([lines[1]?.id])
    await named.close()
  })

  it('closes with 401 when the phone unlinks the client', async () => {
    await client.link(sandbox.phone(NUMBER))
    const closed = client.closed()
    sandbox.phone(NUMBER).unlink()

    expect(await closed).toBe(401)
    expect(sandbox.phone(NUMBER).linked).toBe(false)
  })

  it('unlinks a client that logs out', async () => {
    await client.link(sandbox.phone(NUMBER))
    const removed = sandbox.ledger.next('iq', (iq) => iq.child === 'remove-companion-device')
    await client.socket.logout()
    await removed

    expect(sandbox.phone(NUMBER).linked).toBe(false)
  })
})

describe('unknown queries', () => {
  it('are answered with 501 at once', async () => {
    await client.link(sandbox.phone(NUMBER))
    const query = client.socket.query({
      tag: 'iq',
      attrs: { to: '@s.whatsapp.net', xmlns: 'no:such:thing', type: 'get' },
      content: [{ tag: 'thing', attrs: {} }],
    })

    await expect(query).rejects.toMatchObject({ data: 501 })
  })
})

it('a number that is not on WhatsApp is not found, another one is', async () => {
  await client.link(sandbox.phone(NUMBER))
  sandbox.faults.notOnWhatsApp('491510000009')

  const found = await client.socket.onWhatsApp(`+${PEER}`, '+491510000009')
  expect(found).toEqual([{ jid: `${PEER}@s.whatsapp.net`, exists: true }])
})
