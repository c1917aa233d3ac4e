import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { StreamBody } from './write-stream.ts'
import { writeStream } from './write-stream.ts'

const serve = async (answer: (response: ServerResponse) => Promise<void>): Promise<number> => {
  const server = createServer((_request, response) => void answer(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const get = async (port: number): Promise<IncomingMessage> => {
  const sent = request({ port, host: '127.0.0.1', agent: false }).end()
  sent.on('error', () => undefined)
  const [response] = await once(sent, 'response')
  response.on('error', () => undefined)
  return response
}

const closed = (response: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    response.once('close', resolve)
  })

const bodyOf = (chunks: AsyncIterable<Uint8Array>, cut = new AbortController().signal): StreamBody => ({
  kind: 'stream',
  chunks,
  cut,
})

/** Something that a test lets happen. */
const gate = () => {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('writeStream', () => {
  it('sends each piece as it comes, and ends with the stream', async () => {
    const second = gate()
    async function* chunks() {
      yield Buffer.from('first')
      await second.opened
      yield Buffer.from('second')
    }
    const port = await serve((response) => writeStream(response, bodyOf(chunks())))

    const seen: string[] = []
    for await (const piece of await get(port)) {
      seen.push(String(piece))
      second.open()
    }

    expect(seen).toEqual(['first', 'second'])
  })

  it('asks whatever compresses answers for each piece', async () => {
    let flushes = 0
    async function* chunks() {
      yield Buffer.from('first')
      yield Buffer.from('second')
    }
    const port = await serve((response) =>
      writeStream(Object.assign(response, { flush: () => (flushes += 1) }), bodyOf(chunks())),
    )

    const response = await get(port)
    response.resume()
    await once(response, 'end')

    expect(flushes).toBe(2)
  })

  it('takes no more from the stream than a client that reads nothing lets through, and stops once it is gone', async () => {
    const piece = Buffer.alloc(64 * 1024)
    const ended = gate()
    let taken = 0
    async function* chunks() {
      try {
        for (;;) {
          taken += 1
          yield piece
        }
      } finally {
        ended.open()
      }
    }
    let lengthOf = (): number => 0
    const port = await serve((response) => {
      lengthOf = () => response.writableLength
      return writeStream(response, bodyOf(chunks()))
    })

    const response = await get(port)
    response.pause()
    while (lengthOf() === 0) await new Promise(setImmediate)
    const held = lengthOf()
    response.destroy()
    await ended.opened

    expect(held).toBeLessThanOrEqual(2 * piece.length)
    expect(taken).toBeLessThan(1_000)
  })

  it('cuts the connection when it is told to', async () => {
    const cut = new AbortController()
    async function* chunks() {
      yield Buffer.from('first')
      if (!cut.signal.aborted) await once(cut.signal, 'abort')
    }
    const port = await serve((response) => writeStream(response, bodyOf(chunks(), cut.signal)))

    const response = await get(port)
    await once(response, 'data')
    cut.abort()
    await closed(response)

    expect(response.complete).toBe(false)
  })

  it('breaks the connection off when the stream fails, so that nobody takes it for whole', async () => {
    const failing = gate()
    async function* chunks() {
      yield Buffer.from('first')
      await failing.opened
      throw new Error('broken')
    }
    const port = await serve((response) => writeStream(response, bodyOf(chunks())))

    const response = await get(port)
    await once(response, 'data')
    failing.open()
    await closed(response)

    expect(response.complete).toBe(false)
  })
})
