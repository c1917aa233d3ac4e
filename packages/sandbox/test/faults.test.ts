import { startSandbox } from '@khabeer/sandbox'
import { describe, expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, receiptsOf, startLinked } from './support/linked.ts'
import { createTestClient } from './support/test-client.ts'

const ID = '3EB0FA017'
const text = { conversation: 'hello' }

describe('the ack of a message', () => {
  it('is withheld: the phone has the message and the client hears nothing', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const heard: string[] = []
    client.socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: { id: string } }) => heard.push(attrs.id))
    client.socket.ws.on('CB:receipt', ({ attrs }: { attrs: { id: string } }) => heard.push(attrs.id))
    const fault = sandbox.faults.withholdAck({ waMessageId: ID })
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })
    await sandbox.contact(PEER).waitForMessage()

    const later = ackOf(client.socket, '3EB01A7E4')
    await client.socket.relayMessage(PEER_JID, text, { messageId: '3EB01A7E4' })
    await later
    expect(heard).not.toContain(ID)
    expect(fault.struck).toBe(1)
    expect(sandbox.ledger.stanzas(ID)).toMatchObject([{ outcome: 'withheld' }])
  })

  it('is withheld while the receipts come', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.withholdAck({ receipts: true })
    const receipts = receiptsOf(client.socket, ID, 2)
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })

    expect(await receipts).toEqual(['sender', 'delivered'])
  })

  it('is delayed, and the receipts follow it', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.delayAck({ delayMs: 150 })
    const order: string[] = []
    const ack = ackOf(client.socket, ID).then(() => order.push('ack'))
    const receipts = receiptsOf(client.socket, ID, 2).then(() => order.push('receipts'))
    const start = Date.now()
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })
    await Promise.all([ack, receipts])

    expect(Date.now() - start).toBeGreaterThanOrEqual(145)
    expect(order).toEqual(['ack', 'receipts'])
  })

  it.each([463, 479])('refuses with %i, and nobody gets the message', async (code) => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.refuseAck({ recipient: PEER, code })
    const ack = ackOf(client.socket, ID)
    const failed = client.next('messages.update', ([first]) => first?.update.status === 0)
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })

    expect(await ack).toMatchObject({ error: String(code) })
    expect((await failed)[0]?.update.messageStubParameters?.[0]).toBe(String(code))
    expect(sandbox.contact(PEER).inbox()).toEqual([])
    expect(sandbox.ledger.stanzas(ID)).toMatchObject([{ outcome: 'refused', code }])
  })

  it('faults strike only what they match, as often as they say, in the order they were set', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.refuseAck({ recipient: PEER, code: 463 })
    sandbox.faults.refuseAck({ recipient: PEER, code: 479, times: 2 })
    sandbox.faults.refuseAck({ recipient: '491510000099', code: 500, times: 'always' })
    const codes: (string | undefined)[] = []
    for (const id of ['3EB01', '3EB02', '3EB03', '3EB04']) {
      const ack = ackOf(client.socket, id)
      await client.socket.relayMessage(PEER_JID, text, { messageId: id })
      codes.push((await ack).error)
    }

    expect(codes).toEqual(['463', '479', '479', undefined])
    expect(sandbox.faults.list()).toMatchObject([{ fault: { code: 500 }, struck: 0 }])
    sandbox.faults.clear()
    expect(sandbox.faults.list()).toEqual([])
  })
})

describe('the line', () => {
  it('drops before a message is handled: nobody has it', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.dropLineBefore({ waMessageId: ID })
    const closed = client.closed()
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })

    expect(await closed).toBe(428)
    expect(sandbox.contact(PEER).inbox()).toEqual([])
    expect(sandbox.ledger.stanzas(ID)).toMatchObject([{ outcome: 'dropped_before' }])
  })

  it('drops after a message is handled: repeated, it is shown once, and the receipts waited', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.dropLineAfter({ waMessageId: ID })
    const closed = client.closed()
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })
    expect(await closed).toBe(428)

    client.connect()
    const receipts = receiptsOf(client.socket, ID, 2)
    await client.next('connection.update', ({ connection }) => connection === 'open')
    expect(await receipts).toEqual(['sender', 'delivered'])
    const ack = ackOf(client.socket, ID)
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })
    await ack
    expect(sandbox.contact(PEER).inbox()).toHaveLength(1)
    expect(sandbox.ledger.stanzas(ID).map(({ outcome }) => outcome)).toEqual(['dropped_after', 'acknowledged'])
  })

  it('ends with a stream error in place of an answer', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.faults.streamErrorOnMessage({ code: 503 })
    const closed = client.closed()
    await client.socket.relayMessage(PEER_JID, text, { messageId: ID })

    expect(await closed).toBe(503)
    expect(sandbox.contact(PEER).inbox()).toEqual([])
  })

  it.each([401, 440, 503, 515])('ends with stream error %i on command', async (code) => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const closed = client.closed()
    sandbox.faults.streamError(NUMBER, code)

    expect(await closed).toBe(code)
    expect(sandbox.phone(NUMBER).linked).toBe(true)
  })

  it('is cut on command', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const closed = client.closed()
    sandbox.faults.disconnect(NUMBER)

    expect(await closed).toBe(428)
    expect(sandbox.ledger.connections(NUMBER).at(-1)).toMatchObject({ end: 'cut' })
  })

  it('is refused at login, as often as asked', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    await client.close()
    sandbox.faults.refuseLogins({ sender: NUMBER, code: 403 })
    client.connect()

    expect(await client.closed()).toBe(403)
    await client.reconnect()
    expect(sandbox.ledger.connections(NUMBER).map(({ code }) => code)).toEqual([null, null, 403, null])
  })
})

it('receipts stop when told to', async () => {
  await using linked = await startLinked({ receipts: 'read' })
  const { client, sandbox } = linked
  const heard: string[] = []
  client.socket.ws.on('CB:receipt', ({ attrs }: { attrs: { id: string } }) => heard.push(attrs.id))
  const fault = sandbox.faults.stopReceipts({ recipient: PEER })
  const ack = ackOf(client.socket, ID)
  await client.socket.relayMessage(PEER_JID, text, { messageId: ID })
  await ack
  fault.remove()
  const receipts = receiptsOf(client.socket, '3EB02', 3)
  await client.socket.relayMessage(PEER_JID, text, { messageId: '3EB02' })
  await receipts

  expect(heard).not.toContain(ID)
})

it('uploads are refused with a status', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  const image = { image: Buffer.from('no picture'), jpegThumbnail: '', width: 1, height: 1 }
  sandbox.faults.refuseUploads({ status: 507 })

  await expect(client.socket.sendMessage(PEER_JID, image)).rejects.toThrow(/upload failed/i)
  await client.socket.sendMessage(PEER_JID, image)
  expect(await sandbox.contact(PEER).waitForMessage()).toMatchObject({ content: { kind: 'image', length: 10 } })
})

it('a query is never answered', async () => {
  await using linked = await startLinked({}, { defaultQueryTimeoutMs: 200 })
  const { client, sandbox } = linked
  const fault = sandbox.faults.ignoreQueries({ xmlns: 'usync' })

  expect(await client.socket.onWhatsApp(PEER)).toBeUndefined()
  expect(await client.socket.onWhatsApp(PEER)).toHaveLength(1)
  expect(fault.struck).toBe(1)
})

it('a connection is refused with an HTTP status', async () => {
  const sandbox = await startSandbox()
  sandbox.faults.refuseConnections({ status: 503 })
  const client = createTestClient(sandbox)
  const socket = client.connect()
  const status = await new Promise((resolve) => {
    socket.ws.on('unexpected-response', (_request, response: { statusCode: number }) => resolve(response.statusCode))
  })

  expect(status).toBe(503)
  await client.close()
  await sandbox.close()
})

it('a connection is taken and nobody speaks', async () => {
  const sandbox = await startSandbox()
  sandbox.faults.muteConnections()
  const client = createTestClient(sandbox, { connectTimeoutMs: 300 })
  client.connect()

  expect(await client.closed()).toBe(408)
  expect(sandbox.ledger.connections()).toEqual([])
  await sandbox.close()
})

describe('short QR lives', () => {
  it('a code cannot be scanned when its time is over, and the line ends with the last one', async () => {
    const sandbox = await startSandbox({ qrRefs: 2, qrLifeMs: 100 })
    const client = createTestClient(sandbox)
    client.connect()
    const closed = client.closed()
    const { qr = '' } = await client.next('connection.update', (update) => update.qr !== undefined)

    expect(await closed).toBe(428)
    await expect(sandbox.phone(NUMBER).scanQr(qr)).rejects.toMatchObject({ code: 'qr_expired' })
    await client.close()
    await sandbox.close()
  })

  it('the client reports 408 when it has shown all its codes', async () => {
    const sandbox = await startSandbox({ qrRefs: 2 })
    const client = createTestClient(sandbox, { qrTimeout: 40 })
    client.connect()

    expect(await client.closed()).toBe(408)
    await sandbox.close()
  })
})
