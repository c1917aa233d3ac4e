import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bench, LinkedNumber, Wire } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'
import { createCredentialBook } from './support/credential-book.ts'

let bench: Bench
beforeAll(async () => {
  // A phone that asks for nothing again shows what the keys alone make readable.
  bench = await startBench({ askRetries: false })
})
afterAll(() => bench.close())

const sendText = async ({ connection }: Wire, recipient: string, text: string) => {
  const waMessageId = newMessageId()
  const built = await connection.prepare({ type: 'text', text })
  return { waMessageId, written: connection.send({ waMessageId, address: `${recipient}@s.whatsapp.net`, built }) }
}

/** Resolves once WhatsApp has answered something on the line: what was written before has arrived by then. */
const roundTrip = async ({ connection }: Wire) => {
  const path = join(bench.temporaryDirectory, 'probe.bin')
  await writeFile(path, 'bytes')
  const file = { path, mimetype: 'application/octet-stream' }
  await connection.prepare({ type: 'document', file, filename: 'probe.bin' })
}

const textsShownTo = (recipient: string) =>
  bench.sandbox.ledger.shownTo(recipient).map(({ content }) => ('text' in content ? content.text : content.kind))

const sessionWrites = ({ credentials }: LinkedNumber) =>
  credentials.writtenKeys.filter((keys) => keys.some((key) => key.startsWith('session/')))

describe('the keys of a message', () => {
  it('are stored before a byte of it leaves', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    await linked.wire.waitFor('ack')
    const writes = linked.credentials.holdWrites()

    const { waMessageId, written } = await sendText(linked.wire, recipient, 'second')
    await writes.begun
    await roundTrip(linked.wire)
    const stanzasBefore = bench.sandbox.ledger.stanzas(waMessageId).length
    writes.release()
    await written

    expect(stanzasBefore).toBe(0)
    await linked.wire.waitFor('ack', (event) => event.waMessageId === waMessageId)
    expect(textsShownTo(recipient)).toEqual(['first', 'second'])
  })

  it('of all devices are one write, and no other follows', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    await linked.wire.waitFor('ack')
    linked.credentials.writtenKeys.length = 0

    await linked.sendText(recipient, 'second')

    const writes = sessionWrites(linked)
    expect(writes).toHaveLength(1)
    // The recipient's phone, and the own one.
    expect(writes[0]).toHaveLength(2)
  })

  it('that are refused keep it from leaving, and the line ends', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    await linked.wire.waitFor('ack')
    linked.credentials.breakWrites()

    const { waMessageId, written } = await sendText(linked.wire, recipient, 'second')

    await expect(written).rejects.toMatchObject({ code: expect.stringMatching(/failed|not_connected/u) })
    expect((await linked.wire.waitFor('closed')).reason).toBe('credentials_unwritable')
    expect(bench.sandbox.ledger.stanzas(waMessageId)).toEqual([])
  })

  it('survive a thread that is killed as soon as WhatsApp has the message: the next and different one is read', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    await linked.wire.waitFor('ack')
    await linked.wire.connection.close()
    const { instanceId, credentials } = linked
    const started = new Promise<Worker>((resolve) => process.once('worker', resolve))
    const transport = bench.startTransport()
    const doomed = bench.connect(transport, { instanceId, mode: 'login', credentials })
    const thread = await started
    await doomed.waitFor('caught_up')

    // Nothing that is stored later survives, as if the host had been killed too.
    const left = createCredentialBook()
    const arrived = bench.sandbox.ledger.next('stanza', ({ sender }) => {
      if (sender !== linked.number) return false
      for (const [key, value] of credentials.values) left.values.set(key, value)
      void thread.terminate()
      return true
    })
    const writes = credentials.holdWrites()
    const { written } = await sendText(doomed, recipient, 'second')
    written.catch(() => undefined)
    await writes.begun
    // A message that does not wait for its keys has arrived by then, and the thread is gone.
    await roundTrip(doomed).catch(() => undefined)
    writes.release()
    await arrived
    await doomed.waitFor('closed')
    // A client that begins anew asks for new sessions at its first message. It goes on with the stored ones when it gets none.
    bench.sandbox.faults.refuseQueries({ sender: linked.number, xmlns: 'encrypt', code: 503, times: 'always' })
    const again = bench.connect(transport, { instanceId, mode: 'login', credentials: left })
    await again.waitFor('caught_up')
    const third = await sendText(again, recipient, 'third')
    await again.waitFor('ack', (event) => event.waMessageId === third.waMessageId)

    expect(textsShownTo(recipient)).toEqual(['first', 'second', 'third'])
  })
})
