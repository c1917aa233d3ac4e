import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transport } from '../../src/transport/transport.ts'
import type { Bench, LinkedNumber } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'
import { startSilentProxy } from './support/silent-proxy.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

const connectBy = (transport: Transport, { instanceId, credentials }: LinkedNumber) =>
  bench.connect(transport, { instanceId, mode: 'login', credentials })

describe('a line that falls silent', () => {
  it('fails lookups, first messages and media as late, with nothing sent and no number called absent', async () => {
    const linked = await bench.link()
    await linked.wire.connection.close()
    const proxy = await startSilentProxy(bench.sandbox.url)
    const wire = connectBy(bench.startTransport({ url: proxy.url }), linked)
    await wire.waitFor('caught_up')
    const built = await wire.connection.prepare({ type: 'text', text: 'for nobody' })
    const recipient = bench.nextNumber()
    const late = { code: 'timed_out', retryable: true, mayHaveLeft: false }
    const startedAt = Date.now()

    proxy.fallSilent()
    const looking = wire.connection.lookup(recipient)
    const sending = wire.connection.send({ waMessageId: newMessageId(), address: `${recipient}@s.whatsapp.net`, built })

    await Promise.all([expect(looking).rejects.toMatchObject(late), expect(sending).rejects.toMatchObject(late)])
    const closingAt = Date.now()
    await wire.connection.close()
    expect(closingAt - startedAt).toBeLessThan(30_000)
    expect(Date.now() - closingAt).toBeLessThan(8_000)
    expect(bench.sandbox.ledger.shownTo(recipient)).toEqual([])
    await proxy.close()
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

  it('that dies closes its connections, and the next connection starts another', async () => {
    const linked = await bench.link()
    await linked.wire.connection.close()
    const { transport, wire, thread } = await startWithThread(linked)
    const looking = wire.connection.lookup(bench.nextNumber())

    const refused = expect(looking).rejects.toMatchObject({
      name: 'TransportError',
      code: 'not_connected',
      retryable: true,
    })
    await thread.terminate()

    await refused
    expect((await wire.waitFor('closed')).reason).toBe('connection_lost')
    await wire.connection.close()
    const again = connectBy(transport, linked)
    expect((await again.waitFor('open')).phone).toBe(linked.number)
  })

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
