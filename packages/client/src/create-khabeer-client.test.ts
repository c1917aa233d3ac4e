import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKhabeerClient } from './create-khabeer-client.ts'
import { isKhabeerApiError } from './khabeer-api-error.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const serve = async (answer: Answer): Promise<string> => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return `http://127.0.0.1:${address.port}`
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(JSON.stringify(body))
  }

const refusal = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'It was not refused.',
    (error: unknown) => error,
  )

describe('a call', () => {
  it.each(['', '/', '/wa', '/wa/', '/wa/api/v1', '/wa/api/v1/'])(
    'finds the API from a base that ends in "%s"',
    async (end) => {
      const asked: (string | undefined)[] = []
      const origin = await serve((request, response) => {
        asked.push(request.url)
        json(200, [])(request, response)
      })

      await createKhabeerClient({ baseUrl: `${origin}${end}` }).instances.list()

      expect(asked).toEqual([`${end.startsWith('/wa') ? '/wa' : ''}/api/v1/instances`])
    },
  )

  it('sends the key, the headers of the host, the idempotency key and the body', async () => {
    const asked: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
    const origin = await serve((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
        json(202, { id: 1, status: 'queued' })(request, response)
      })
    })
    const client = createKhabeerClient({ baseUrl: origin, apiKey: 'khb_1', headers: { 'x-login': 'sara' } })

    await client.messages.send({ instance_id: 1, to: '201001234567', text: 'مرحبا' }, { idempotencyKey: 'order-7' })

    expect(asked[0]?.headers).toMatchObject({
      'x-api-key': 'khb_1',
      'x-login': 'sara',
      'idempotency-key': 'order-7',
      'content-type': 'application/json',
    })
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ instance_id: 1, to: '201001234567', text: 'مرحبا' })
  })

  it('rejects with the code, the details and the time to wait of a refusal', async () => {
    const body = { error: 'Full.', code: 'quota_exceeded', details: { limit: 'daily' } }
    const origin = await serve(json(429, body, { 'retry-after': '60' }))

    const error = await refusal(createKhabeerClient({ baseUrl: origin }).usage())

    expect(isKhabeerApiError(error)).toBe(true)
    expect(error).toMatchObject({
      message: 'Full.',
      status: 429,
      code: 'quota_exceeded',
      details: { limit: 'daily' },
      retryAfter: 60,
    })
  })

  it.each([
    ['a page of a proxy', 502, 'text/html', '<h1>Bad gateway</h1>'],
    ['an error of another API', 400, 'application/json', '{"message":"no"}'],
    ['JSON that is cut off', 200, 'application/json', '{"id":'],
    ['a page where the API should be', 200, 'text/html', '<h1>Welcome</h1>'],
  ])('rejects %s as an answer that is not the API’s', async (_name, status, type, text) => {
    const origin = await serve((_request, response) => {
      response.writeHead(status, { 'content-type': type })
      response.end(text)
    })

    const error = await refusal(createKhabeerClient({ baseUrl: origin }).usage())

    expect(error).toMatchObject({ status, code: 'unreadable_answer', details: {}, retryAfter: null })
  })

  it('that needs no body sends none', async () => {
    const asked: RequestInit[] = []
    const client = createKhabeerClient({
      baseUrl: 'http://127.0.0.1',
      fetch: async (_url, init) => {
        asked.push(init)
        return Response.json({})
      },
    })

    await client.apiKeys.create()
    await client.apiKeys.rotate(4)
    await client.admin.apiKeys.create(2)

    for (const { body, headers } of asked) {
      expect(body).toBe(undefined)
      expect(headers).not.toHaveProperty('content-type')
    }
    expect(asked.length).toBe(3)
  })

  it('ends with the signal of its caller', async () => {
    const origin = await serve(() => undefined)
    const caller = new AbortController()
    const call = refusal(createKhabeerClient({ baseUrl: origin }).usage({ signal: caller.signal }))

    caller.abort(new Error('No longer needed.'))

    expect(await call).toMatchObject({ message: 'No longer needed.' })
  })

  it('ends when it takes too long', async () => {
    const origin = await serve(() => undefined)

    const error = await refusal(createKhabeerClient({ baseUrl: origin, timeoutMs: 50 }).usage())

    expect(error).toMatchObject({ name: 'TimeoutError' })
  })
})

describe('a query', () => {
  it('takes one value or several, and the id of an event as a number or a text', async () => {
    const asked: string[] = []
    const client = createKhabeerClient({
      baseUrl: 'http://127.0.0.1',
      fetch: async (url) => {
        asked.push(new URL(url).search)
        return Response.json({})
      },
    })

    await client.messages.list({ status: 'failed' })
    await client.messages.list({ status: ['failed', 'expired'] })
    for (const last_event_id of [6, '6']) {
      await client.events({ types: 'message.sent', last_event_id })[Symbol.asyncIterator]().next()
    }

    const events = '?types=message.sent&last_event_id=6'
    expect(asked).toEqual(['?status=failed', '?status=failed%2Cexpired', events, events])
  })
})

describe('the options', () => {
  it.each([undefined, null, '', 7, 'example.com', 'localhost:3000', '/wa', 'ftp://example.com', 'https://'])(
    'are refused with the base %j, in words that name it',
    (baseUrl) => {
      // What a caller without types may write.
      const options = { baseUrl } as { readonly baseUrl: string }

      expect(() => createKhabeerClient(options)).toThrow(
        new TypeError('baseUrl must be where the API is mounted, e.g. https://example.com or https://example.com/wa.'),
      )
    },
  )

  it.each(['', '/wa'])('may have "%s" as their base in a page, which asks its own host', async (baseUrl) => {
    vi.stubGlobal('location', { href: 'https://shop.example/orders' })
    closers.push(() => vi.unstubAllGlobals())
    const asked: string[] = []
    const answer = async (url: string) => {
      asked.push(url)
      return Response.json({})
    }

    await createKhabeerClient({ baseUrl, fetch: answer }).usage()

    expect(asked).toEqual([`${baseUrl}/api/v1/usage`])
    expect(() => createKhabeerClient({ baseUrl: '//elsewhere.example' })).toThrow(/^baseUrl/)
  })

  it.each(['https://example.com/wa?a=1', 'https://example.com/#wa', 'https://me:secret@example.com'])(
    'are refused with more in the base than a place, as in %s',
    (baseUrl) => {
      expect(() => createKhabeerClient({ baseUrl })).toThrow(/^baseUrl must hold no user, no \? and no #/)
    },
  )

  it.each(['', 'khb_1\nx', 'مفتاح', 7])('are refused with the key %j, which they do not repeat', (key) => {
    const baseUrl = 'https://example.com'
    // What a caller without types may write.
    const apiKey = key as string

    expect(() => createKhabeerClient({ baseUrl, apiKey })).toThrow(
      new TypeError('apiKey must be a key such as khb_... Leave it out where the host has a login of its own.'),
    )
    expect(() => createKhabeerClient({ baseUrl, adminKey: apiKey })).toThrow(/^adminKey must be the admin key/)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('are refused with a timeout of %d', (timeoutMs) => {
    expect(() => createKhabeerClient({ baseUrl: 'https://example.com', timeoutMs })).toThrow(/^timeoutMs must be/)
  })
})

describe('a stream of events', () => {
  const event = (id: number) => ({
    id,
    type: 'instance.status',
    at: '',
    instance_id: 1,
    status: 'connected',
    status_reason: null,
  })

  it('gives each event as it comes, however its bytes are cut, and closes the connection with its loop', async () => {
    const gone: Promise<unknown>[] = []
    const origin = await serve((request, response) => {
      gone.push(once(request.socket, 'close'))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('retry: 3000\nid: 6\n:\n\nid: 7\nevent: instance.status\nda')
      response.write(
        `ta: ${JSON.stringify(event(7))}\n\nid: 8\nevent: instance.status\ndata: ${JSON.stringify(event(8))}\n\n`,
      )
    })
    const seen: unknown[] = []

    for await (const each of createKhabeerClient({ baseUrl: origin, timeoutMs: 1 }).events({ last_event_id: 6 })) {
      seen.push(each)
      if (seen.length === 2) break
    }
    await Promise.all(gone)

    expect(seen).toEqual([event(7), event(8)])
  })

  it('ends its loop when its caller aborts it, however far it has come', async () => {
    const begun: Promise<unknown>[] = []
    const origin = await serve((request, response) => {
      begun.push(once(request.socket, 'close'))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`id: 7\nevent: instance.status\ndata: ${JSON.stringify(event(7))}\n\n`)
    })
    const client = createKhabeerClient({ baseUrl: origin })
    const caller = new AbortController()
    const seen: unknown[] = []

    for await (const each of client.events({}, { signal: caller.signal })) {
      seen.push(each)
      caller.abort(new Error('No longer needed.'))
    }
    for await (const each of client.events({}, { signal: caller.signal })) seen.push(each)
    await Promise.all(begun)

    expect(seen).toEqual([event(7)])
    expect(begun.length).toBe(1)
  })

  it('that is cut off rejects with the error of fetch', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('id: 6\n:\n\n', () => request.socket.destroy())
    })
    const { signal } = new AbortController()
    const stream = createKhabeerClient({ baseUrl: origin }).events({ last_event_id: 6 }, { signal })

    expect(await refusal(stream[Symbol.asyncIterator]().next())).toBeInstanceOf(TypeError)
  })

  it('that is refused rejects like any call', async () => {
    const origin = await serve(json(429, { error: 'Too many.', code: 'too_many_streams' }, { 'retry-after': '60' }))
    const stream = createKhabeerClient({ baseUrl: origin }).events()

    const error = await refusal(stream[Symbol.asyncIterator]().next())

    expect(error).toMatchObject({ status: 429, code: 'too_many_streams', retryAfter: 60 })
  })
})
