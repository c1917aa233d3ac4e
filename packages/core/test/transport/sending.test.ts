import { createHash, randomBytes } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../src/transport/transport.ts'
import type { Bench, LinkedNumber } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'

let bench: Bench
let linked: LinkedNumber
beforeAll(async () => {
  bench = await startBench({ askRetries: false })
  linked = await bench.link()
})
afterEach(() => bench.sandbox.faults.clear())
afterAll(() => bench.close())

const ackOf = (waMessageId: string) => linked.wire.waitFor('ack', (event) => event.waMessageId === waMessageId)
const receiptOf = (waMessageId: string, status: string) =>
  linked.wire.waitFor('receipt', (event) => event.status === status && event.waMessageIds.includes(waMessageId))

/** A picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const sendFile = async (recipient: string, message: OutgoingMessage) => {
  const waMessageId = newMessageId()
  const built = await linked.wire.connection.prepare(message)
  await linked.wire.connection.send({ waMessageId, address: `${recipient}@s.whatsapp.net`, built })
  return waMessageId
}

const fileOf = async (name: string, bytes: Uint8Array) => {
  const path = join(bench.temporaryDirectory, name)
  await writeFile(path, bytes)
  return path
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('what a recipient gets', () => {
  it('a text arrives as it was given, with no link preview fetched', async () => {
    const recipient = bench.nextNumber()

    const waMessageId = await linked.sendText(recipient, 'مرحبا https://example.com/a?b=1 👋')

    const shown = await bench.sandbox.contact(recipient).waitForMessage()
    expect(shown).toMatchObject({ waMessageId, chat: linked.number })
    expect(shown.content).toEqual({ kind: 'text', text: 'مرحبا https://example.com/a?b=1 👋' })
  })

  it('an image arrives byte for byte with its caption', async () => {
    const recipient = bench.nextNumber()
    const path = await fileOf('pixel.png', png)

    await sendFile(recipient, {
      type: 'image',
      file: { path, mimetype: 'image/png' },
      caption: 'one pixel',
      width: 1,
      height: 1,
    })

    const shown = await bench.sandbox.contact(recipient).waitForMessage()
    expect(shown.content).toMatchObject({
      kind: 'image',
      caption: 'one pixel',
      mimetype: 'image/png',
      sha256: sha256(png),
    })
  })

  it('an image that cannot be read as a picture is sent without a thumbnail', async () => {
    const recipient = bench.nextNumber()
    const bytes = randomBytes(2_000)
    const path = await fileOf('noise.jpg', bytes)

    await sendFile(recipient, { type: 'image', file: { path, mimetype: 'image/jpeg' } })

    const shown = await bench.sandbox.contact(recipient).waitForMessage()
    expect(shown.content).toMatchObject({ kind: 'image', sha256: sha256(bytes) })
  })

  it('a document of several megabytes arrives with its name, and no file stays behind', async () => {
    const recipient = bench.nextNumber()
    const bytes = randomBytes(3_000_000)
    const path = await fileOf('report.bin', bytes)

    await sendFile(recipient, {
      type: 'document',
      file: { path, mimetype: 'application/pdf' },
      filename: 'Bericht – März.pdf',
      caption: 'for you',
    })

    const shown = await bench.sandbox.contact(recipient).waitForMessage()
    expect(shown.content).toMatchObject({
      kind: 'document',
      fileName: 'Bericht – März.pdf',
      caption: 'for you',
      sha256: sha256(bytes),
    })
    expect((await readdir(bench.temporaryDirectory)).filter((name) => /-(enc|original)$/.test(name))).toEqual([])
  })

  it('the same built message under the same id is shown once', async () => {
    const recipient = bench.nextNumber()
    const waMessageId = newMessageId()
    const address = `${recipient}@s.whatsapp.net`
    const built = await linked.wire.connection.prepare({ type: 'text', text: 'once' })

    await linked.wire.connection.send({ waMessageId, address, built })
    await linked.wire.connection.send({ waMessageId, address, built })
    await bench.sandbox.ledger.waitForCount(
      2,
      (entry) => entry.waMessageId === waMessageId && entry.deviceKind === 'phone',
    )

    expect(bench.sandbox.contact(recipient).inbox()).toHaveLength(1)
  })

  it('one flipped bit in a ciphertext is not shown', async () => {
    const recipient = bench.nextNumber()
    bench.sandbox.faults.corruptMessages({ recipient })

    const waMessageId = await linked.sendText(recipient, 'never read')
    const entry = await bench.sandbox.ledger.waitFor(
      (each) => each.waMessageId === waMessageId && each.deviceKind === 'phone',
    )

    expect(entry).toMatchObject({ readable: false, problem: 'ciphertext' })
    expect(bench.sandbox.contact(recipient).inbox()).toEqual([])
  })

  it('a recipient who asks again gets the stored message', async () => {
    const recipient = bench.nextNumber()
    bench.sandbox.faults.corruptMessages({ recipient })
    const waMessageId = await linked.sendText(recipient, 'second try')
    await bench.sandbox.ledger.waitFor((entry) => entry.waMessageId === waMessageId && entry.deviceKind === 'phone')

    bench.sandbox.contact(recipient).askRetry(waMessageId)

    const shown = await bench.sandbox.contact(recipient).waitForMessage()
    expect(shown.content).toEqual({ kind: 'text', text: 'second try' })
  })
})

describe('what WhatsApp says of a message', () => {
  it('an acknowledgement is reported before the delivery', async () => {
    const waMessageId = await linked.sendText(bench.nextNumber(), 'hello')

    const ack = await ackOf(waMessageId)
    const delivered = await receiptOf(waMessageId, 'delivered')

    expect(ack).toMatchObject({ errorCode: null })
    expect(Math.abs(ack.at - Date.now())).toBeLessThan(60_000)
    expect(linked.wire.events.indexOf(ack)).toBeLessThan(linked.wire.events.indexOf(delivered))
  })

  it.each([463, 479, 500])('a refusal with %i is reported with its code', async (code) => {
    const recipient = bench.nextNumber()
    bench.sandbox.faults.refuseAck({ recipient, code })

    const waMessageId = await linked.sendText(recipient, 'refused')

    expect(await ackOf(waMessageId)).toMatchObject({ errorCode: String(code) })
    expect(bench.sandbox.contact(recipient).inbox()).toEqual([])
  })

  it('a withheld acknowledgement is never reported, though the write succeeded', async () => {
    const recipient = bench.nextNumber()
    bench.sandbox.faults.withholdAck({ recipient })
    const withheld = await linked.sendText(recipient, 'no answer')
    await bench.sandbox.contact(recipient).waitForMessage()

    const later = await linked.sendText(bench.nextNumber(), 'answered')
    await ackOf(later)

    expect(linked.wire.events.some((event) => event.type === 'ack' && event.waMessageId === withheld)).toBe(false)
  })

  it('delivered, read and played are reported as they come', async () => {
    const recipient = bench.nextNumber()
    const contact = bench.sandbox.contact(recipient)
    const waMessageId = await linked.sendText(recipient, 'listen')
    await receiptOf(waMessageId, 'delivered')

    contact.read(waMessageId)
    await receiptOf(waMessageId, 'read')
    contact.played(waMessageId)
    await receiptOf(waMessageId, 'played')

    const statuses = linked.wire.events.flatMap((event) =>
      event.type === 'receipt' && event.waMessageIds.includes(waMessageId) ? [event.status] : [],
    )
    expect(statuses).toEqual(['delivered', 'read', 'played'])
  })

  it("the account's own phone does not count as delivered", async () => {
    const recipient = bench.nextNumber()
    bench.sandbox.contact(recipient).setReceipts('none')
    const waMessageId = await linked.sendText(recipient, 'only my own phone has it')
    await ackOf(waMessageId)
    await bench.sandbox.ledger.waitFor((entry) => entry.waMessageId === waMessageId && entry.deviceKind === 'own_phone')

    const later = await linked.sendText(bench.nextNumber(), 'delivered')
    await receiptOf(later, 'delivered')

    expect(
      linked.wire.events.some((event) => event.type === 'receipt' && event.waMessageIds.includes(waMessageId)),
    ).toBe(false)
  })

  it.each([
    [400, false],
    [413, false],
    [401, true],
    [429, true],
    [503, true],
  ])('an upload that the media host answers with %i can be tried again: %s', async (status, retryable) => {
    bench.sandbox.faults.refuseUploads({ status, times: 'always' })
    const path = await fileOf(`refused-${status}.png`, png)

    const preparing = linked.wire.connection.prepare({ type: 'image', file: { path, mimetype: 'image/png' } })

    await expect(preparing).rejects.toMatchObject({ code: 'media_upload_failed', retryable, mayHaveLeft: false })
  })

  it('two uploads at a time are not taken for each other', async () => {
    const path = await fileOf('twins.png', png)
    const message: OutgoingMessage = { type: 'image', file: { path, mimetype: 'image/png' } }
    let uploads = 0
    bench.sandbox.faults.interceptMedia(({ operation }) => {
      if (operation !== 'upload') return undefined
      uploads += 1
      return { action: 'answer', status: uploads === 1 ? 413 : 500 }
    })

    const outcomes = await Promise.allSettled([
      linked.wire.connection.prepare(message),
      linked.wire.connection.prepare(message),
    ])

    const retryable = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.retryable)
    expect(retryable.toSorted()).toEqual([false, true])
  })
})

describe('who is there', () => {
  it('a number on WhatsApp has the address that hides it, which messages reach it by', async () => {
    const recipient = bench.nextNumber()

    const found = await linked.wire.connection.lookup(recipient)
    const address = found.exists ? found.address : ''
    const built = await linked.wire.connection.prepare({ type: 'text', text: 'by the hidden address' })
    const waMessageId = newMessageId()
    await linked.wire.connection.send({ waMessageId, address, built })

    expect(address).toMatch(/^\d+@lid$/u)
    expect((await bench.sandbox.contact(recipient).waitForMessage()).waMessageId).toBe(waMessageId)
    await receiptOf(waMessageId, 'delivered')
  })

  it('the hidden address of a number is kept with the credentials', async () => {
    const recipient = bench.nextNumber()

    const found = await linked.wire.connection.lookup(recipient)
    const user = found.exists ? found.address.split('@')[0] : ''

    const kept = await linked.credentials.read('lid-mapping', [recipient, `${user}_reverse`])
    expect([...kept.keys()].toSorted()).toEqual([recipient, `${user}_reverse`].toSorted())
  })

  it('a number that is not on WhatsApp does not exist', async () => {
    const recipient = bench.nextNumber()
    bench.sandbox.faults.notOnWhatsApp(recipient)

    expect(await linked.wire.connection.lookup(recipient)).toEqual({ exists: false })
  })
})

describe('who writes', () => {
  it.each(['pn', 'lid'] as const)(
    'a message addressed by %s is reported with the phone number and no content',
    async (addressing) => {
      const writer = bench.nextNumber()

      await bench.sandbox.contact(writer).send(linked.number, 'hi there', { addressing })

      const event = await linked.wire.waitFor('message', ({ from }) => from === writer)
      expect(Object.keys(event).sort()).toEqual(['at', 'from', 'type'])
      expect(Math.abs(event.at - Date.now())).toBeLessThan(60_000)
    },
  )
})
