import type { Addressing } from '@khabeer/sandbox'
import { startControlApi } from '@khabeer/sandbox'
import { describe, expect, it } from 'vitest'
import { ackOf, NUMBER, PEER, PEER_JID, startLinked } from './support/linked.ts'
import type { TestClient } from './support/test-client.ts'

const text = { conversation: 'hello' }

/** The address that the client reports for the first receipt that says `delivered`. */
async function deliveredFrom(client: TestClient): Promise<string | null | undefined> {
  const isDelivered = ({ update }: { readonly update: { readonly status?: unknown } }) => update.status === 3
  const updates = await client.next('messages.update', (all) => all.some(isDelivered))
  return updates.find(isDelivered)?.key.remoteJid
}

describe('a number with two forms', () => {
  it.each([
    ['551187654321', '5511987654321'],
    ['5215512345678', '525512345678'],
    ['5491123456789', '541123456789'],
  ])('%s is what the directory answers to %s, and what must be written to', async (number, form) => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.contact(number).addNumberForm(form)
    const found = await client.socket.onWhatsApp(form)
    const wrong = ackOf(client.socket, '3EB01')
    await client.socket.relayMessage(`${form}@s.whatsapp.net`, text, { messageId: '3EB01' })
    await wrong
    await client.socket.relayMessage(found?.[0]?.jid ?? '', text, { messageId: '3EB02' })
    const shown = await sandbox.contact(form).waitForMessage()

    expect(found).toEqual([{ jid: `${number}@s.whatsapp.net`, exists: true }])
    expect(shown.waMessageId).toBe('3EB02')
    expect(sandbox.contact(form).number).toBe(number)
    expect(sandbox.contact(number).inbox()).toHaveLength(1)
  })
})

describe('receipts', () => {
  const cases: readonly [Addressing | undefined, number | undefined, RegExp][] = [
    ['lid', undefined, /^\d+@lid$/],
    ['lid', 3, /^\d+:3@lid$/],
    ['pn', 2, /^491510000002:2@s\.whatsapp\.net$/],
    [undefined, 1, /^491510000002:1@s\.whatsapp\.net$/],
  ]

  it.each(cases)('come by %s from device %s', async (addressing, device, address) => {
    await using linked = await startLinked()
    const { client, sandbox } = linked
    sandbox.contact(PEER).setReceiptAddress({ addressing, device })
    const delivered = deliveredFrom(client)
    await client.socket.relayMessage(PEER_JID, text, { messageId: '3EB0' })

    expect(await delivered).toMatch(address)
  })
})

describe('a phone that lost its sessions', () => {
  it.each(['pn', 'lid'] as const)('asks again, by %s, and gets the message in a new session', async (addressing) => {
    await using linked = await startLinked({}, { getMessage: async () => ({ conversation: 'two' }) })
    const { client, sandbox } = linked
    const contact = sandbox.contact(PEER)
    await client.socket.relayMessage(PEER_JID, { conversation: 'one' }, { messageId: '3EB01' })
    await contact.waitForMessage()
    const answered = client.next('messages.upsert', ({ messages }) => messages[0]?.message?.conversation === 'yes?')
    await contact.send(NUMBER, 'yes?')
    await answered
    contact.setReceiptAddress({ addressing })
    contact.loseSessions()
    await client.socket.relayMessage(PEER_JID, { conversation: 'two' }, { messageId: '3EB02' })
    await contact.waitForMessage(({ waMessageId }) => waMessageId === '3EB02')

    expect(contact.entries().map(({ waMessageId, readable, problem }) => [waMessageId, readable, problem])).toEqual([
      ['3EB01', true, null],
      ['3EB02', false, 'ciphertext'],
      ['3EB02', true, null],
    ])
    expect(contact.inbox()).toHaveLength(2)
  })
})

it('all of it is asked for over HTTP as well', async () => {
  await using linked = await startLinked()
  const { client, sandbox } = linked
  const control = await startControlApi(sandbox)
  const post = async (number: string, what: string, body: object) => {
    const url = `${control.url}/admin/contacts/${number}/${what}`
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return response.json()
  }
  await post('551187654321', 'number-forms', { form: '5511987654321' })
  await post(PEER, 'receipt-address', { addressing: 'lid', device: 3 })
  expect(await post(PEER, 'lose-sessions', {})).toEqual({ number: PEER })
  const delivered = deliveredFrom(client)
  await client.socket.relayMessage(PEER_JID, text, { messageId: '3EB0' })

  expect(await delivered).toMatch(/:3@lid$/)
  expect(await client.socket.onWhatsApp('5511987654321')).toEqual([
    { jid: '551187654321@s.whatsapp.net', exists: true },
  ])
  expect(await post(PEER, 'number-forms', { form: NUMBER })).toMatchObject({ error: { code: 'number_taken' } })
  await control.close()
})
