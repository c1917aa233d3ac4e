import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transport } from '../../src/transport/transport.ts'
import type { Bench, LinkedNumber } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'

let bench: Bench
let numbers: readonly [LinkedNumber, LinkedNumber, LinkedNumber]
const threads: Worker[] = []
const notice = (thread: Worker) => threads.push(thread)

beforeAll(async () => {
  bench = await startBench()
  numbers = [await bench.link(), await bench.link(), await bench.link()]
  await Promise.all(numbers.map(({ wire }) => wire.connection.close()))
  process.on('worker', notice)
})
afterAll(async () => {
  process.off('worker', notice)
  await bench.close()
})

const connect = async (transport: Transport, { instanceId, credentials }: LinkedNumber) => {
  const wire = bench.connect(transport, { instanceId, mode: 'login', credentials })
  await wire.waitFor('caught_up')
  return wire
}

describe('the worker threads', () => {
  it('take instances in turns; one that dies closes the lines that it had and no other, and is replaced', async () => {
    threads.length = 0
    const transport = bench.startTransport({}, 2)
    const [first, second, third] = [
      await connect(transport, numbers[0]),
      await connect(transport, numbers[1]),
      await connect(transport, numbers[2]),
    ]

    expect(threads).toHaveLength(2)
    // It holds the first and the third.
    await threads[0]?.terminate()

    expect((await first.waitFor('closed')).reason).toBe('connection_lost')
    expect((await third.waitFor('closed')).reason).toBe('connection_lost')
    await connect(transport, numbers[0])
    expect(threads).toHaveLength(3)
    await expect(second.connection.lookup(bench.nextNumber())).resolves.toMatchObject({ exists: true })
    expect(second.events.some(({ type }) => type === 'closed')).toBe(false)
  })

  it('end when they fail within: the log tells it, and the lines are closed', async () => {
    threads.length = 0
    const transport = bench.startTransport({}, 1)
    const wire = await connect(transport, numbers[0])

    // No message is this, and so the thread ends itself.
    threads[0]?.postMessage(null)

    expect((await wire.waitFor('closed')).reason).toBe('connection_lost')
    expect(bench.logged).toContain('the transport thread ends because of an unexpected error')
  })

  it('that die while keys are being written close their lines once they are', async () => {
    threads.length = 0
    const transport = bench.startTransport({}, 1)
    const { credentials } = numbers[0]
    const wire = await connect(transport, numbers[0])
    const built = await wire.connection.prepare({ type: 'text', text: 'never sent' })
    const writes = credentials.holdWrites()
    const address = `${bench.nextNumber()}@s.whatsapp.net`
    const sending = wire.connection.send({ waMessageId: newMessageId(), address, built })
    const refused = expect(sending).rejects.toMatchObject({ code: 'not_connected', mayHaveLeft: true })
    await writes.begun

    await threads[0]?.terminate()
    await refused
    const isClosedBefore = wire.events.some(({ type }) => type === 'closed')
    writes.release()
    await wire.waitFor('closed')

    expect(isClosedBefore).toBe(false)
    await expect(wire.connection.lookup(bench.nextNumber())).rejects.toMatchObject({ code: 'not_connected' })
  })

  it('all say nothing any more once the time to speak is over, and all end with the transport', async () => {
    threads.length = 0
    const transport = bench.startTransport({}, 2)
    transport.allow?.(60_000)
    const wires = [await connect(transport, numbers[0]), await connect(transport, numbers[1])]
    const messages = await Promise.all(
      wires.map(async ({ connection }) => {
        const built = await connection.prepare({ type: 'text', text: 'too late' })
        return { connection, waMessageId: newMessageId(), address: `${bench.nextNumber()}@s.whatsapp.net`, built }
      }),
    )
    const ended = threads.map((thread) => once(thread, 'exit'))

    transport.allow?.(0)
    const sent = await Promise.allSettled(messages.map(({ connection, ...message }) => connection.send(message)))
    await transport.close()

    expect(sent.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(messages.flatMap(({ waMessageId }) => bench.sandbox.ledger.stanzas(waMessageId))).toEqual([])
    expect(await Promise.all(ended)).toHaveLength(2)
  })
})
