import { startControlApi, startSandbox } from '@khabeer/sandbox'
import { expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'
import { createTestClient } from './support/test-client.ts'

it('a silent line stays open, and nothing passes until the number logs in anew', async () => {
  await using linked = await startLinked({}, { defaultQueryTimeoutMs: 300 })
  const { client, sandbox } = linked
  const { ws } = client.socket
  const heard: unknown[] = []
  ws.on('frame', (frame: unknown) => heard.push(frame))
  sandbox.faults.silence(NUMBER)
  await sandbox.contact(PEER).send(NUMBER, 'are you there?')

  expect(await client.socket.onWhatsApp(PEER)).toBeUndefined()
  expect(heard).toEqual([])
  expect(ws.isOpen).toBe(true)
  expect(sandbox.ledger.connections(NUMBER).at(-1)).toMatchObject({ closedAt: null })

  client.connect()
  const arrived = client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation !== undefined)
  await arrived
  expect(sandbox.ledger.connections(NUMBER).at(-2)).toMatchObject({ end: 'replaced' })
})

it('a message written to a silent line is never heard of', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  const first = ackOf(client.socket, '3EB01')
  await client.socket.relayMessage(PEER_JID, { conversation: 'one' }, { messageId: '3EB01' })
  await first
  sandbox.faults.silence(NUMBER)
  await client.socket.relayMessage(PEER_JID, { conversation: 'two' }, { messageId: '3EB02' })
  await client.reconnect()
  const third = ackOf(client.socket, '3EB03')
  await client.socket.relayMessage(PEER_JID, { conversation: 'three' }, { messageId: '3EB03' })
  await third

  expect(sandbox.ledger.stanzas('3EB02')).toEqual([])
})

it('a frame of garbage is thrown at the client, and it reads no later one of that line', async () => {
  await using linked = await startLinked({}, { defaultQueryTimeoutMs: 300 })
  const { client, sandbox } = linked
  // The client lets its failure to decrypt float; the test runner would take it for one of the test.
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  const reasons: unknown[] = []
  const unhandled = new Promise<void>((resolve) => {
    process.on('unhandledRejection', (reason) => {
      reasons.push(reason)
      resolve()
    })
  })
  try {
    sandbox.faults.garbage(NUMBER)
    await unhandled

    expect(await client.socket.onWhatsApp(PEER)).toBeUndefined()
    expect(String(reasons[0])).toMatch(/unable to authenticate data/)
    expect(client.socket.ws.isOpen).toBe(true)
    await client.reconnect()
    expect(await client.socket.onWhatsApp(PEER)).toHaveLength(1)
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
  }
})

it('handshakes drop as often as asked, and leave no line in the ledger', async () => {
  const sandbox = await startSandbox()
  const client = createTestClient(sandbox)
  sandbox.faults.dropHandshakes({ times: 2 })
  for (const attempt of [1, 2]) {
    client.connect()
    expect(await client.closed(), `attempt ${attempt}`).toBe(428)
  }
  client.connect()
  await client.next('connection.update', ({ qr }) => qr !== undefined)

  expect(sandbox.ledger.connections()).toHaveLength(1)
  await client.close()
  await sandbox.close()
})

it('lines are silenced and handshakes dropped over HTTP as well', async () => {
  await using linked = await startLinked({}, { defaultQueryTimeoutMs: 300 })
  const { client, sandbox } = linked
  const control = await startControlApi(sandbox)
  const set = (fault: object) => fetch(`${control.url}/admin/faults`, { method: 'POST', body: JSON.stringify(fault) })
  await set({ kind: 'silence', number: NUMBER })
  await set({ kind: 'drop_handshake', times: 2 })

  expect(await client.socket.onWhatsApp(PEER)).toBeUndefined()
  expect(sandbox.faults.list()).toMatchObject([{ fault: { kind: 'drop_handshake' }, match: { times: 2 } }])
  sandbox.faults.clear()
  await client.reconnect()
  await control.close()
})
