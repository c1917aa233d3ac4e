import { createHash, randomBytes } from 'node:crypto'
import { startSandbox } from '@khabeer/sandbox'
import type { proto } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import type { Linked } from './support/linked.ts'
import { ackOf, NUMBER, PEER, PEER_JID, receiptsOf, startLinked, statusOf } from './support/linked.ts'
import { createTestClient } from './support/test-client.ts'

describe('a text from a client', () => {
  it('is acknowledged, shown on both phones, and followed by the receipts', async () => {
    await using linked = await startLinked({ receipts: 'read' })
    const { client, sandbox } = linked
    const ack = ackOf(client.socket, '3EB0AAAA')
    const receipts = receiptsOf(client.socket, '3EB0AAAA', 3)
    const isRead = statusOf(client, '3EB0AAAA', 4)
    await client.socket.sendMessage(PEER_JID, { text: 'hello' }, { messageId: '3EB0AAAA' })

    expect(await ack).toMatchObject({ from: PEER_JID, t: expect.stringMatching(/^\d{10}$/) })
    expect(await ack).not.toHaveProperty('error')
    expect(await receipts).toEqual(['sender', 'delivered', 'read'])
    await isRead
    const message = { waMessageId: '3EB0AAAA', content: { kind: 'text', text: 'hello' } }
    expect(sandbox.contact(PEER).inbox()).toMatchObject([{ ...message, chat: NUMBER, fromMe: false }])
    expect(sandbox.phone(NUMBER).messages()).toMatchObject([{ ...message, chat: PEER, fromMe: true }])
    expect(sandbox.ledger.entries()).toMatchObject([
      { ...message, sender: NUMBER, recipient: PEER, deviceKind: 'own_phone', readable: true, problem: null },
      { ...message, sender: NUMBER, recipient: PEER, deviceKind: 'phone', readable: true, problem: null },
    ])
    expect(sandbox.ledger.stanzas('3EB0AAAA')).toMatchObject([{ outcome: 'acknowledged', recipient: PEER }])
  })

  it('may be addressed to the LID', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    await client.socket.onWhatsApp(PEER)
    const lid = await client.socket.signalRepository.lidMapping.getLIDForPN(PEER_JID)
    await client.socket.sendMessage(lid ?? '', { text: 'by lid' })

    const shown = await sandbox.contact(PEER).waitForMessage()
    expect(shown.content).toEqual({ kind: 'text', text: 'by lid' })
  })

  it('reaches 30 contacts in the order it was sent', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const numbers = Array.from({ length: 30 }, (_, index) => String(491_520_000_000 + index))
    for (const number of numbers) await client.socket.sendMessage(`${number}@s.whatsapp.net`, { text: number })

    const entries = await sandbox.ledger.waitForCount(30, (entry) => entry.deviceKind === 'phone')
    expect(entries.map((entry) => entry.recipient)).toEqual(numbers)
    expect(entries.every((entry) => entry.readable)).toBe(true)
  })

  it('is shown once however often its id comes', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const send = () => client.socket.relayMessage(PEER_JID, { conversation: 'again' }, { messageId: '3EB0BBBB' })
    await send()
    await send()
    await sandbox.ledger.waitForCount(2, (entry) => entry.deviceKind === 'phone')

    expect(sandbox.contact(PEER).inbox()).toHaveLength(1)
    expect(sandbox.ledger.stanzas('3EB0BBBB')).toHaveLength(2)
  })

  it('gets its receipts on command', async () => {
    await using linked = await startLinked({ receipts: 'none' })
    const { client, sandbox } = linked
    const contact = sandbox.contact(PEER)
    await client.socket.sendMessage(PEER_JID, { text: 'hello' }, { messageId: '3EB0CCCC' })
    await contact.waitForMessage()
    const receipts = receiptsOf(client.socket, '3EB0CCCC', 4)
    const isPlayed = statusOf(client, '3EB0CCCC', 5)
    contact.delivered('3EB0CCCC')
    contact.read('3EB0CCCC')
    contact.played('3EB0CCCC')

    expect(await receipts).toEqual(['sender', 'delivered', 'read', 'played'])
    await isPlayed
  })

  it('to a number that is not on WhatsApp reaches nobody else', async () => {
    await using linked = await startLinked({ unknownNumbers: 'missing' })
    const { client, sandbox } = linked
    const ack = ackOf(client.socket, '3EB0DDDD')
    await client.socket.sendMessage(PEER_JID, { text: 'anybody?' }, { messageId: '3EB0DDDD' })
    await ack

    expect(sandbox.ledger.entries().filter((entry) => entry.deviceKind === 'phone')).toEqual([])
    expect(await client.socket.onWhatsApp(PEER)).toEqual([])
  })
})

describe('media from a client', () => {
  it('is downloaded, decrypted and hashed for the ledger', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const image = randomBytes(40_000)
    const file = randomBytes(70_001)
    await client.socket.sendMessage(PEER_JID, {
      image,
      caption: 'look',
      mimetype: 'image/png',
      jpegThumbnail: '',
      width: 1,
      height: 1,
    })
    await client.socket.sendMessage(PEER_JID, {
      document: file,
      fileName: 'bill.pdf',
      mimetype: 'application/pdf',
      caption: 'pay',
    })
    const entries = await sandbox.ledger.waitForCount(2, (entry) => entry.deviceKind === 'phone')

    expect(entries.map((entry) => entry.content)).toEqual([
      {
        kind: 'image',
        caption: 'look',
        fileName: null,
        mimetype: 'image/png',
        sha256: createHash('sha256').update(image).digest('hex'),
        length: 40_000,
      },
      {
        kind: 'document',
        caption: 'pay',
        fileName: 'bill.pdf',
        mimetype: 'application/pdf',
        sha256: createHash('sha256').update(file).digest('hex'),
        length: 70_001,
      },
    ])
  })
})

describe('a text from a contact', () => {
  it.each(['pn', 'lid'] as const)('arrives at the client when addressed by %s', async (addressing) => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const arrived = client.next('messages.upsert', ({ messages }) => messages.some((m) => m.message?.conversation))
    const receipt = sandbox.ledger.next('receipt', ({ recipient }) => recipient === PEER)
    const id = await sandbox.contact(PEER).send(NUMBER, 'good morning', { addressing })

    const { messages, type } = await arrived
    expect(type).toBe('notify')
    expect(messages[0]?.message?.conversation).toBe('good morning')
    expect(messages[0]?.key.remoteJid).toContain(addressing === 'pn' ? PEER : '@lid')
    expect((await receipt).waMessageIds).toEqual([id])
    expect(sandbox.phone(NUMBER).messages()).toMatchObject([{ fromMe: false, content: { text: 'good morning' } }])
  })

  it('can be answered, and the answer continues the session', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const contact = sandbox.contact(PEER)
    for (const round of ['one', 'two', 'three']) {
      const arrived = client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation === round)
      await contact.send(NUMBER, round)
      await arrived
      await client.socket.sendMessage(PEER_JID, { text: `re ${round}` })
      await contact.waitForMessage(({ content }) => content.kind === 'text' && content.text === `re ${round}`)
    }

    expect(sandbox.ledger.entries().filter((entry) => !entry.readable)).toEqual([])
  })

  it('waits for a client that is not on the line, and comes with its login', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    await client.close()
    await sandbox.contact(PEER).send(NUMBER, 'first')
    await sandbox.contact(PEER).send(NUMBER, 'second')

    client.connect()
    const texts: (string | null | undefined)[] = []
    await client.next('messages.upsert', ({ messages, type }) => {
      expect(type).toBe('append')
      texts.push(...messages.map((message) => message.message?.conversation))
      return texts.length === 2
    })
    expect(texts).toEqual(['first', 'second'])
  })

  it('is sent again in a new session when the client asks for it', async () => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    const before = client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation === 'before')
    await sandbox.contact(PEER).send(NUMBER, 'before')
    await before
    await client.auth.keys.set({ session: { [await sessionIdOf(linked)]: null } })
    await sandbox.contact(PEER).send(NUMBER, 'after')

    await client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation === 'after')
    expect(sandbox.ledger.receipts().some(({ type }) => type === 'retry')).toBe(true)
  })
})

/** The client keeps its session with a contact under the LID. */
async function sessionIdOf({ client }: Linked): Promise<string> {
  const lid = await client.socket.signalRepository.lidMapping.getLIDForPN(PEER_JID)
  return `${lid?.split(/[:@]/)[0]}_1.0`
}

describe('what cannot be read', () => {
  it('a flipped bit is recorded as unreadable and not shown', async () => {
    await using linked = await startLinked({ askRetries: false })
    const { client, sandbox } = linked
    sandbox.faults.corruptMessages({ recipient: PEER })
    await client.socket.sendMessage(PEER_JID, { text: 'broken' }, { messageId: '3EB0EEEE' })
    const entry = await sandbox.ledger.waitFor(({ deviceKind }) => deviceKind === 'phone')

    expect(entry).toMatchObject({ readable: false, problem: 'ciphertext', content: null })
    expect(sandbox.contact(PEER).inbox()).toEqual([])
  })

  it('is asked for again, and then shown once', async () => {
    const sent = new Map<string, proto.IMessage>()
    await using linked = await startLinked({}, { getMessage: async ({ id }) => sent.get(id ?? '') })
    const { client, sandbox } = linked
    sandbox.faults.corruptMessages({ recipient: PEER })
    sent.set('3EB0FFFF', { conversation: 'second try' })
    await client.socket.relayMessage(PEER_JID, { conversation: 'second try' }, { messageId: '3EB0FFFF' })
    await sandbox.contact(PEER).waitForMessage()

    const phone = sandbox.contact(PEER).entries()
    expect(phone.map((entry) => entry.readable)).toEqual([false, true])
    expect(sandbox.contact(PEER).inbox()).toHaveLength(1)
  })

  it('a contact can ask again for what it could read', async () => {
    const message = { conversation: 'again, please' }
    await using linked = await startLinked({}, { getMessage: async () => message })
    const { client, sandbox } = linked
    await client.socket.relayMessage(PEER_JID, message, { messageId: '3EB01234' })
    await sandbox.contact(PEER).waitForMessage()
    sandbox.contact(PEER).askRetry('3EB01234')
    await sandbox.ledger.waitForCount(2, ({ deviceKind }) => deviceKind === 'phone')

    expect(sandbox.ledger.stanzas('3EB01234')).toHaveLength(2)
    expect(sandbox.contact(PEER).inbox()).toHaveLength(1)
  })

  it('a forged device identity is not believed', async () => {
    await using linked = await startLinked({ askRetries: false })
    const { client, sandbox } = linked
    const account = client.auth.creds.account
    if (!account) throw new Error('A linked client has an account.')
    account.deviceSignature = randomBytes(64)
    await client.socket.sendMessage(PEER_JID, { text: 'who am I' })
    const entry = await sandbox.ledger.waitFor(({ deviceKind }) => deviceKind === 'phone')

    expect(entry).toMatchObject({ readable: false, problem: 'device_identity' })
    expect(sandbox.contact(PEER).inbox()).toEqual([])
  })
})

it('two linked clients write to each other', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  const other = createTestClient(sandbox)
  await other.link(sandbox.phone(PEER))
  const arrived = other.next('messages.upsert', ({ messages }) =>
    messages.some(({ message }) => message?.extendedTextMessage?.text === 'to you'),
  )
  // A client that is not shown as online confirms with `inactive`, which the other one reports to nobody.
  const confirmed = new Promise<string | undefined>((resolve) => {
    client.socket.ws.on('CB:receipt', ({ attrs }: { attrs: { from: string; type?: string } }) => {
      if (attrs.from === `${PEER}:1@s.whatsapp.net`) resolve(attrs.type)
    })
  })
  await client.socket.sendMessage(PEER_JID, { text: 'to you' })
  await arrived
  expect(await confirmed).toBe('inactive')
  const answered = client.next('messages.upsert', ({ messages }) =>
    messages.some(({ message }) => message?.extendedTextMessage?.text === 'and back'),
  )
  await other.socket.sendMessage(`${NUMBER}@s.whatsapp.net`, { text: 'and back' })
  await answered

  expect(
    sandbox.ledger.entries().some(({ deviceKind, problem }) => deviceKind === 'client' && problem === 'sealed'),
  ).toBe(true)
  await other.close()
})

it('a closed sandbox leaves its port free', async () => {
  const first = await startSandbox()
  const port = Number(new URL(first.url).port)
  await first.close()
  await first.close()
  const second = await startSandbox({ port })

  expect(second.url).toBe(first.url)
  await second.close()
})
