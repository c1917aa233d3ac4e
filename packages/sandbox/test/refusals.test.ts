import { startControlApi, startSandbox } from '@khabeer/sandbox'
import { describe, expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'
import { createTestClient } from './support/test-client.ts'

const image = { image: Buffer.from('no picture'), jpegThumbnail: '', width: 1, height: 1 }

describe('queries', () => {
  it('are refused with the code and the words of WhatsApp, as often as asked', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const fault = sandbox.faults.refuseQueries({ sender: NUMBER, xmlns: 'usync', code: 429, times: 2 })
    for (const attempt of [1, 2]) {
      const refused = client.socket.onWhatsApp(PEER)
      await expect(refused, `attempt ${attempt}`).rejects.toMatchObject({ message: 'rate-overlimit', data: 429 })
    }

    expect(await client.socket.onWhatsApp(PEER)).toHaveLength(1)
    expect(fault.struck).toBe(2)
    expect(sandbox.ledger.iqCount({ xmlns: 'usync' })).toBe(3)
  })

  it('are refused when a message needs them, and then the message is not written', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.refuseQueries({ xmlns: 'usync', code: 503, text: 'later' })
    const sent = client.socket.relayMessage(PEER_JID, { conversation: 'hello' }, { messageId: '3EB0' })

    await expect(sent).rejects.toMatchObject({ message: 'later', data: 503 })
    expect(sandbox.ledger.stanzas('3EB0')).toEqual([])
  })
})

it('messages are refused because there were too many', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  sandbox.faults.refuseAck({ code: 429 })
  const ack = ackOf(client.socket, '3EB0')
  await client.socket.relayMessage(PEER_JID, { conversation: 'hello' }, { messageId: '3EB0' })

  expect(await ack).toMatchObject({ error: '429' })
})

describe('logins', () => {
  it('are refused with the code and what stands beside it, and then taken', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    await client.close()
    const refusals = [
      { code: 401 },
      { code: 402, attributes: { code: '101', expire: '3600' } },
      { code: 403 },
      { code: 405 },
      { code: 411 },
      { code: 500 },
      { code: 503 },
    ]
    for (const refusal of refusals) sandbox.faults.refuseLogins({ sender: NUMBER, ...refusal })
    for (const { code, attributes } of refusals) {
      client.connect()
      const { lastDisconnect } = await client.next('connection.update', ({ connection }) => connection === 'close')
      const data = { reason: String(code), ...attributes }

      expect(lastDisconnect?.error).toMatchObject({ output: { statusCode: code }, data })
    }
    expect(sandbox.phone(NUMBER).linked).toBe(true)
    await client.reconnect()
  })

  it('are refused right after a restart, once', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const restarted = client.closed()
    sandbox.faults.refuseLogins({ sender: NUMBER, code: 401 })
    sandbox.faults.streamError(NUMBER, 515)
    expect(await restarted).toBe(515)
    client.connect()

    expect(await client.closed()).toBe(401)
    await client.reconnect()
    expect(sandbox.ledger.connections(NUMBER).at(-1)).toMatchObject({ code: null })
  })
})

it('requests for a pairing code are refused, which the client keeps to itself', async () => {
  const sandbox = await startSandbox()
  const client = createTestClient(sandbox)
  const socket = client.connect()
  await client.next('connection.update', ({ qr }) => qr !== undefined)
  sandbox.faults.refusePairingCodes({ sender: PEER, code: 400 })
  sandbox.faults.refusePairingCodes({ sender: NUMBER, code: 429 })
  const refusal = new Promise<unknown>((resolve) => {
    socket.ws.on('CB:iq,type:error', resolve)
  })
  const code = await socket.requestPairingCode(NUMBER)

  expect(code).toHaveLength(8)
  expect(await refusal).toMatchObject({ content: [{ tag: 'error', attrs: { code: '429', text: 'rate-overlimit' } }] })
  const typed = sandbox.phone(NUMBER).typePairingCode(code, { timeoutMs: 50 })
  await expect(typed).rejects.toMatchObject({ code: 'no_pairing_request' })
  const again = await socket.requestPairingCode(NUMBER)
  expect(await sandbox.phone(NUMBER).typePairingCode(again)).toMatchObject({ number: NUMBER })
  await client.close()
  await sandbox.close()
})

describe('uploads', () => {
  it('are answered late', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    // What the first one takes longer for, sessions and the media connection, is there before the time is taken.
    await client.socket.sendMessage(PEER_JID, image)
    const fault = sandbox.faults.delayUploads({ delayMs: 500 })
    const start = Date.now()
    await client.socket.sendMessage(PEER_JID, image, { messageId: '3EB0' })

    expect(Date.now() - start).toBeGreaterThanOrEqual(495)
    expect(fault.struck).toBe(1)
    const shown = await sandbox.contact(PEER).waitForMessage(({ waMessageId }) => waMessageId === '3EB0')
    expect(shown).toMatchObject({ content: { kind: 'image' } })
  })

  it('are answered late for longer than the client waits', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.delayUploads({ delayMs: 60_000 })

    const sent = client.socket.sendMessage(PEER_JID, image, { mediaUploadTimeoutMs: 100 })
    await expect(sent).rejects.toThrow(/upload failed/i)
  })

  it('obey the handler of the test before every other fault', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.refuseUploads({ status: 507 })
    sandbox.faults.interceptMedia(() => undefined)
    await client.socket.sendMessage(PEER_JID, image)
    sandbox.faults.interceptMedia(null)

    await expect(client.socket.sendMessage(PEER_JID, image)).rejects.toThrow(/upload failed/i)
  })
})

it('all of it is set over HTTP as well', async () => {
  const sandbox = await startSandbox()
  const control = await startControlApi(sandbox)
  const set = async (fault: object) => {
    const response = await fetch(`${control.url}/admin/faults`, { method: 'POST', body: JSON.stringify(fault) })
    return response.status
  }
  const faults = [
    { kind: 'refuse_login', code: 402, attributes: { expire: '3600' } },
    { kind: 'refuse_pairing_code', code: 429 },
    { kind: 'refuse_iq', code: 429, xmlns: 'usync', text: 'rate-overlimit' },
    { kind: 'refuse_uploads', status: 500 },
    { kind: 'delay_uploads', delayMs: 5 },
  ]

  expect(await Promise.all(faults.map(set))).toEqual([200, 200, 200, 200, 200])
  const records = sandbox.faults.list().map(({ fault, match: { xmlns } }) => ({ ...fault, ...(xmlns && { xmlns }) }))
  expect(records).toEqual(faults)
  expect(await set({ kind: 'refuse_login', code: 402, attributes: { expire: 3600 } })).toBe(400)
  await control.close()
  await sandbox.close()
})
