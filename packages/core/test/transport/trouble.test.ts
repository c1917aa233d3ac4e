import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transport } from '../../src/transport/transport.ts'
import type { Bench, LinkedNumber, Wire } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'
import type { SilentProxy } from './support/silent-proxy.ts'
import { startSilentProxy } from './support/silent-proxy.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

const connectBy = (transport: Transport, { instanceId, credentials }: LinkedNumber) =>
  bench.connect(transport, { instanceId, mode: 'login', credentials })

describe('a line that falls silent', () => {
  const late = { status: 'rejected', reason: { code: 'timed_out', retryable: true, mayHaveLeft: false } }
  const recipient = '491520000001'
  let proxy: SilentProxy
  let wires: readonly [Wire, Wire]
  let looking: PromiseSettledResult<unknown>
  let sending: PromiseSettledResult<unknown>
  let uploading: PromiseSettledResult<unknown>

  const settled = (work: Promise<unknown>) => Promise.allSettled([work]).then(([result]) => result)

  beforeAll(async () => {
    const [one, other] = [await bench.link(), await bench.link()]
    await Promise.all([one.wire.connection.close(), other.wire.connection.close()])
    proxy = await startSilentProxy(bench.sandbox.url)
    const transport = bench.startTransport({ url: proxy.url })
    wires = [connectBy(transport, one), connectBy(transport, other)]
    await Promise.all(wires.map((wire) => wire.waitFor('caught_up')))
    const built = await wires[0].connection.prepare({ type: 'text', text: 'for nobody' })
    const path = join(bench.temporaryDirectory, 'file.bin')
    await writeFile(path, 'bytes')
    const file = { path, mimetype: 'application/octet-stream' }
    const address = `${recipient}@s.whatsapp.net`

    proxy.fallSilent()
    ;[looking, sending, uploading] = await Promise.all([
      settled(wires[0].connection.lookup(recipient)),
      settled(wires[0].connection.send({ waMessageId: newMessageId(), address, built })),
      settled(wires[1].connection.prepare({ type: 'document', file, filename: 'file.bin' })),
    ])
  })
  afterAll(() => proxy.close())

  it('a lookup is late and calls no number absent', () => {
    expect(looking).toMatchObject(late)
  })

  it('a message whose recipient has no known devices is late, not sent to nobody', () => {
    expect(sending).toMatchObject(late)
    expect(bench.sandbox.ledger.shownTo(recipient)).toEqual([])
  })

  it('media access that is never given is late, and the line is closed: the client would fail every later upload', async () => {
    expect(uploading).toMatchObject(late)
    expect((await wires[1].waitFor('closed')).reason).toBe('timed_out')
  })

  it('closes within seconds', async () => {
    const startedAt = Date.now()

    await wires[0].connection.close()

    expect(Date.now() - startedAt).toBeLessThan(8_000)
  })
})

describe('the worker thread', () => {
  /** Starts a transport and gives the thread that it starts. */
  const startWithThread = async (linked: LinkedNumber) => {
    const started = new Promise<Worker>((resolve) => process.once('worker', resolve))
    const transport = bench.startTransport()
    const wire = connectBy(transport, linked)
    const thread = await started
    await wire.waitFor('caught_up')
    return { transport, wire, thread }
  }

  it('starts with the first connection and ends with the transport', async () => {
    const linked = await bench.link()
    await linked.wire.connection.close()
    const { transport, wire, thread } = await startWithThread(linked)
    const ended = new Promise((resolve) => thread.once('exit', resolve))

    await transport.close()
    await transport.close()

    await ended
    expect((await wire.waitFor('closed')).reason).toBe('closed_by_us')
    const late = connectBy(transport, linked)
    expect((await late.waitFor('closed')).reason).toBe('closed_by_us')
    await expect(late.connection.lookup('491519999999')).rejects.toMatchObject({ code: 'not_connected' })
  })
})
