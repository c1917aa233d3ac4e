import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import type { ApiResponse } from '@khabeer/core/http'
import { fastify } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { sendAnswer } from './send-answer.ts'

/** Asks an app that answers everything with a stream. */
const ask = async (chunks: AsyncIterable<Uint8Array>, cut = new AbortController().signal): Promise<IncomingMessage> => {
  const answer: ApiResponse = {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: { kind: 'stream', chunks, cut },
  }
  const app = fastify({ forceCloseConnections: true })
  app.addHook('onRequest', async (_request, reply) => void reply.header('x-host', 'here'))
  app.get('/', (asked, reply) => sendAnswer({ request: asked, reply, runOffMs: 1_000 }, answer))
  onTestFinished(() => app.close())
  const sent = request(await app.listen({ port: 0, host: '127.0.0.1' }), { agent: false }).end()
  sent.on('error', () => undefined)
  const [response] = await once(sent, 'response')
  response.on('error', () => undefined)
  return response
}

const closed = (response: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    response.once('close', resolve)
  })

/** Something that a test lets happen. */
const gate = () => {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test('a stream is sent piece by piece as it comes, under the headers of both, and ends', async () => {
  const second = gate()
  async function* chunks() {
    yield Buffer.from('first')
    await second.opened
    yield Buffer.from('second')
  }

  const response = await ask(chunks())
  const seen: string[] = []
  for await (const piece of response) {
    seen.push(String(piece))
    second.open()
  }

  expect(seen).toEqual(['first', 'second'])
  expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-host': 'here' })
  expect(response.headers['content-length']).toBeUndefined()
})

test('a stream is ended when its client goes away', async () => {
  const ended = gate()
  async function* chunks() {
    try {
      for (;;) yield Buffer.alloc(64 * 1024)
    } finally {
      ended.open()
    }
  }

  const response = await ask(chunks())
  response.pause()
  response.destroy()

  await ended.opened
})

test('a stream that is to be cut, or that fails, breaks the connection off', async () => {
  const cut = new AbortController()
  const failing = gate()
  async function* stalled() {
    yield Buffer.from('first')
    if (!cut.signal.aborted) await once(cut.signal, 'abort')
  }
  async function* broken() {
    yield Buffer.from('first')
    await failing.opened
    throw new Error('broken')
  }

  const responses = await Promise.all([ask(stalled(), cut.signal), ask(broken())])
  const over = responses.map(closed)
  for (const response of responses) response.once('data', () => undefined)
  cut.abort()
  failing.open()
  await Promise.all(over)

  expect(responses.map(({ complete }) => complete)).toEqual([false, false])
})
