import { createHash } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { documentAt, failureOf, openFetcher, using } from '../../test/media/media-fixture.ts'
import { serveHttp, serveTcp } from '../../test/media/media-server.ts'
import type { FetchMediaInput, MediaFetcherOptions } from './fetch-media.ts'

/** Serves with the given server and fetches from it, which is allowed. */
async function against(
  starting: ReturnType<typeof serveHttp>,
  options: Partial<MediaFetcherOptions> = {},
  path = '/file',
) {
  const server = await using(starting)
  const { fetcher, directory, files } = await openFetcher({ allow: [`127.0.0.1:${server.port}`], ...options })
  const fetch = (input: Partial<FetchMediaInput> = {}) =>
    fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}${path}`, input))
  return { server, fetcher, directory, files, fetch }
}

const raw = (text: string) => serveTcp((socket) => socket.end(text))
const image = (bytes: Uint8Array, type?: string) =>
  serveHttp((_request, response) => {
    if (type !== undefined) response.setHeader('Content-Type', type)
    response.end(bytes)
  })

function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex')
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  return header
}

describe('a file that is fetched', () => {
  it('lies in a private file with its size and hash, and is gone once removed', async () => {
    const body = Buffer.alloc(300_000, 'khabeer')
    const { fetch, files } = await against(serveHttp((_request, response) => response.end(body)))

    const media = await fetch({ filename: 'a.bin' })
    const onDisk = await readFile(media.path)
    const { mode } = await stat(media.path)
    await media.remove()
    await media.remove()

    expect(onDisk.equals(body)).toBe(true)
    expect(mode & 0o777).toBe(0o600)
    expect(media).toMatchObject({
      byteLength: body.byteLength,
      sha256: createHash('sha256').update(body).digest('hex'),
      filename: 'a.bin',
    })
    expect(await files()).toEqual([])
  })

  it('is asked for without cookies, credentials or referrer, and without compression', async () => {
    const seen: Record<string, unknown>[] = []
    const { server, fetch } = await against(
      serveHttp(({ method, url, headers }, response) => {
        seen.push({ method, url, ...headers })
        response.end('x')
      }),
      {},
      '/a%20b?c=d#e',
    )

    await fetch()

    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/a%20b?c=d',
        host: `127.0.0.1:${server.port}`,
        'user-agent': 'Khabeer',
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    ])
  })

  it('takes name and type from the answer when the caller names none', async () => {
    const { fetch } = await against(
      serveHttp((_request, response) => {
        response.setHeader('Content-Type', 'application/pdf; charset=binary')
        response.setHeader('Content-Disposition', "attachment; filename=x.pdf; filename*=UTF-8''%D9%81%D8%A7.pdf")
        response.end('%PDF-1.7')
      }),
    )

    expect(await fetch()).toMatchObject({ filename: 'فا.pdf', mimetype: 'application/pdf' })
    expect(await fetch({ filename: 'فاتورة.pdf', mimetype: 'text/plain' })).toMatchObject({
      filename: 'فاتورة.pdf',
      mimetype: 'text/plain',
    })
  })

  it('ignores a proxy in the environment', async () => {
    const proxy = await using(serveHttp((_request, response) => response.end('proxied')))
    const before = { ...process.env }
    Object.assign(process.env, {
      http_proxy: `http://127.0.0.1:${proxy.port}`,
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_USE_ENV_PROXY: '1',
    })
    try {
      const { fetch } = await against(serveHttp((_request, response) => response.end('x')))

      expect((await fetch()).byteLength).toBe(1)
      expect(proxy.connections()).toBe(0)
    } finally {
      process.env = before
    }
  })
})

describe('a file that is too large', () => {
  const limits = { documentBytes: 100_000, imageBytes: 50_000 }

  it('is refused by its Content-Length before the body comes', async () => {
    const { fetch, files, server } = await against(
      serveTcp((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\nx')),
      { limits },
    )

    const failure = await failureOf(fetch())
    await server.idle()

    expect(failure).toMatchObject({ failure: 'too_large', retryable: false })
    expect(failure.message).toContain('100000 bytes')
    expect(await files()).toEqual([])
  })

  it('is cut at the cap when it never ends', async () => {
    let sent = 0
    const { fetch, files, server } = await against(
      serveHttp((_request, response) => {
        const chunk = Buffer.alloc(16_384)
        const more = () => {
          while (!response.destroyed && response.write(chunk)) sent += chunk.length
        }
        response.on('drain', more)
        more()
      }),
      { limits },
    )

    const failure = await failureOf(fetch())
    await server.idle()

    expect(failure.failure).toBe('too_large')
    expect(sent).toBeLessThan(50_000_000)
    expect(await files()).toEqual([])
  })

  it('has its own cap as an image', async () => {
    const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(50_001)])
    const { fetch } = await against(image(jpeg, 'image/jpeg'), { limits })

    expect((await failureOf(fetch({ kind: 'image' }))).failure).toBe('too_large')
    expect((await fetch()).byteLength).toBe(jpeg.byteLength)
  })

  it('may be exactly as large as the cap', async () => {
    const { fetch } = await against(
      serveHttp((_request, response) => response.end(Buffer.alloc(100_000))),
      { limits },
    )

    expect((await fetch()).byteLength).toBe(100_000)
  })
})

describe('an answer that lies or breaks off', () => {
  it('with less than its Content-Length is not taken for complete', async () => {
    const { fetch, files } = await against(raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'))

    expect(await failureOf(fetch())).toMatchObject({ failure: 'broken_off', retryable: true })
    expect(await files()).toEqual([])
  })

  it('with more than its Content-Length adds nothing to the file', async () => {
    const { fetch } = await against(
      serveTcp((socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nshort${'x'.repeat(50_000)}`)),
    )

    expect((await fetch()).byteLength).toBe(5)
  })

  it('in chunks without the last one is not taken for complete', async () => {
    const { fetch } = await against(raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'))

    expect((await failureOf(fetch())).failure).toBe('broken_off')
  })

  it.each([
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n',
    ],
    ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nshort'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nshort'],
    ['no HTTP', '220 mail.example ESMTP\r\n'],
    ['too many headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\nContent-Length: 1\r\n\r\nx`],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
    ['nothing', ''],
  ])('with %s fails', async (_what, text) => {
    const { fetch, files } = await against(raw(text))

    expect((await failureOf(fetch())).failure).toBe('broken_off')
    expect(await files()).toEqual([])
  })

  it('with an empty body fails', async () => {
    const { fetch, files } = await against(serveHttp((_request, response) => response.writeHead(204).end()))

    expect(await failureOf(fetch())).toMatchObject({ failure: 'empty', retryable: false })
    expect(await files()).toEqual([])
  })
})

describe('an answer in a form that cannot be used', () => {
  it.each([
    ['gzip', { 'Content-Encoding': 'gzip' }],
    ['br', { 'Content-Encoding': 'br' }],
    ['identity and gzip', { 'Content-Encoding': 'identity, gzip' }],
    ['gzip in the transfer', { 'Transfer-Encoding': 'gzip, chunked' }],
  ])('compressed with %s is refused unread', async (_what, headers) => {
    const { fetch, files } = await against(
      serveHttp((_request, response) => response.writeHead(200, headers).end(gzipSync(Buffer.alloc(1_000_000)))),
    )

    expect(await failureOf(fetch())).toMatchObject({ failure: 'bad_answer', retryable: false })
    expect(await files()).toEqual([])
  })

  it('marked identity is taken', async () => {
    const { fetch } = await against(
      serveHttp((_request, response) => response.writeHead(200, { 'Content-Encoding': 'Identity' }).end('x')),
    )

    expect((await fetch()).byteLength).toBe(1)
  })

  it.each([
    [206, 'bad_answer', false],
    [300, 'bad_status', false],
    [304, 'bad_status', false],
    [400, 'bad_status', false],
    [401, 'bad_status', false],
    [403, 'bad_status', false],
    [404, 'bad_status', false],
    [408, 'bad_status', true],
    [410, 'bad_status', false],
    [429, 'bad_status', true],
    [500, 'bad_status', true],
    [502, 'bad_status', true],
    [503, 'bad_status', true],
    [504, 'bad_status', true],
  ])('with status %d fails', async (status, kind, retryable) => {
    const { fetch, files } = await against(serveHttp((_request, response) => response.writeHead(status).end('x')))

    expect(await failureOf(fetch())).toMatchObject({ failure: kind, retryable })
    expect(await files()).toEqual([])
  })
})

describe('a server that is too slow', () => {
  it('ends at the headers deadline', async () => {
    const { fetch, server } = await against(
      serveTcp(() => {}),
      { deadlines: { headersMs: 30 } },
    )

    const failure = await failureOf(fetch())
    await server.idle()

    expect(failure).toMatchObject({ failure: 'too_slow', retryable: true })
  })

  it('ends at the headers deadline also when it keeps sending interim answers', async () => {
    const { fetch, server } = await against(
      serveTcp((socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 5)
        socket.once('close', () => clearInterval(timer))
      }),
      { deadlines: { headersMs: 50 } },
    )

    const failure = await failureOf(fetch())
    await server.idle()

    expect(failure.failure).toBe('too_slow')
  })

  it('ends when the body only drips', async () => {
    const { fetch, files, server } = await against(
      serveHttp((_request, response) => {
        const timer = setInterval(() => response.write('x'), 5)
        response.once('close', () => clearInterval(timer))
      }),
      { deadlines: { minimumRate: { bytesPerSecond: 1_000, windowMs: 60 } } },
    )

    const failure = await failureOf(fetch())
    await server.idle()

    expect(failure).toMatchObject({ failure: 'too_slow', retryable: true })
    expect(await files()).toEqual([])
  })

  it('ends at the total deadline although it is fast enough', async () => {
    const { fetch, files, server } = await against(
      serveHttp((_request, response) => {
        const timer = setInterval(() => response.write('x'.repeat(1_000)), 5)
        response.once('close', () => clearInterval(timer))
      }),
      { deadlines: { totalMs: 100, minimumRate: { bytesPerSecond: 1, windowMs: 50 } } },
    )

    const failure = await failureOf(fetch())
    await server.idle()

    expect(failure.failure).toBe('too_slow')
    expect(await files()).toEqual([])
  })
})

describe('a fetch that is ended', () => {
  const endless = () =>
    serveHttp((_request, response) => {
      response.write('x')
    })

  it('by its signal rejects with the reason and leaves no file', async () => {
    const controller = new AbortController()
    const reason = new Error('No longer wanted.')
    const { fetch, files, server } = await against(
      serveHttp((_request, response) => {
        response.write('x')
        controller.abort(reason)
      }),
    )

    await expect(fetch({ signal: controller.signal })).rejects.toBe(reason)
    await server.idle()

    expect(await files()).toEqual([])
  })

  it('before it began connects to nothing', async () => {
    const { fetch, server } = await against(endless())

    await expect(fetch({ signal: AbortSignal.abort(new Error('Too late.')) })).rejects.toThrow('Too late.')
    expect(server.connections()).toBe(0)
  })

  it('by close is retryable, leaves no file, and no other one starts', async () => {
    let reached = () => {}
    const atServer = new Promise<void>((resolve) => {
      reached = resolve
    })
    const { fetch, fetcher, files, server } = await against(
      serveHttp((_request, response) => {
        response.write('x')
        reached()
      }),
    )
    const failing = failureOf(fetch())
    await atServer

    await fetcher.close()

    expect(await files()).toEqual([])
    expect(await failing).toMatchObject({ failure: 'stopped', retryable: true })
    expect((await failureOf(fetch())).failure).toBe('stopped')
    expect(server.connections()).toBe(1)
  })
})

it('a host with several addresses is reached at the one that answers', async () => {
  const server = await using(serveHttp((_request, response) => response.end('x'), '127.0.0.1'))
  const { fetcher } = await openFetcher({
    allow: [`media.example:${server.port}`],
    resolve: async () => ['127.0.0.2', '::1', '127.0.0.1'],
  })

  expect((await fetcher.fetch(documentAt(`http://media.example:${server.port}/a`))).byteLength).toBe(1)
})

it('names are resolved as the system does it, unless told otherwise', async () => {
  const server = await using(serveHttp((_request, response) => response.end('x')))
  const { fetcher } = await openFetcher({ allow: [`localhost:${server.port}`], resolve: undefined })

  expect((await fetcher.fetch(documentAt(`http://localhost:${server.port}/a`))).byteLength).toBe(1)
})

it.each([
  ['ENOTFOUND', 'unknown_host', false],
  ['EAI_AGAIN', 'unreachable', true],
])('a resolver that answers %s fails', async (code, kind, retryable) => {
  const { fetcher } = await openFetcher({
    resolve: async () => {
      throw Object.assign(new Error('lookup failed'), { code })
    },
  })

  expect(await failureOf(fetcher.fetch(documentAt('http://media.example/a')))).toMatchObject({
    failure: kind,
    retryable,
  })
})

it('purge removes what an earlier fetcher left, and nothing else', async () => {
  const { fetch, fetcher, directory, files } = await against(serveHttp((_request, response) => response.end('x')))
  await fetch()
  await writeFile(`${directory}/notes.txt`, 'keep')

  await fetcher.purge()

  expect(await files()).toEqual(['notes.txt'])
})

it('says that the file could not be stored when the directory is gone', async () => {
  const { fetch, directory } = await against(serveHttp((_request, response) => response.end('x')))
  await rm(directory, { recursive: true })

  expect(await failureOf(fetch())).toMatchObject({ failure: 'not_stored', retryable: true })
})

describe('an image', () => {
  it.each([
    ['its own type', 'image/png'],
    ['no type', undefined],
    ['a type that says nothing', 'application/octet-stream'],
  ])('declared with %s is taken, with its size', async (_what, type) => {
    const { fetch } = await against(image(pngHeader(640, 480), type), {}, '/picture')

    const media = await fetch({ kind: 'image' })

    expect(media).toMatchObject({ mimetype: 'image/png', width: 640, height: 480, filename: 'picture.png' })
  })

  it.each([
    ['HTML', Buffer.from('<!doctype html><html></html>'), 'text/html'],
    ['HTML declared as JPEG', Buffer.from('<!doctype html><html></html>'), 'image/jpeg'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'), 'image/svg+xml'],
    ['BMP', Buffer.from('424d460000000000000036000000280000000100000001000000', 'hex'), 'image/bmp'],
    ['a PNG declared as JPEG', pngHeader(1, 1), 'image/jpeg'],
    ['a PNG declared as HTML', pngHeader(1, 1), 'text/html'],
    ['a PNG of no size', pngHeader(0, 10), 'image/png'],
    ['a JPEG without a size', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), 'image/jpeg'],
    ['a PNG cut short', pngHeader(1, 1).subarray(0, 12), 'image/png'],
  ])('is refused when it is %s', async (_what, bytes, type) => {
    const { fetch, files } = await against(image(bytes, type))

    expect(await failureOf(fetch({ kind: 'image' }))).toMatchObject({ failure: 'wrong_type', retryable: false })
    expect(await files()).toEqual([])
  })

  it('is refused when its header claims too many pixels', async () => {
    const { fetch, files } = await against(image(pngHeader(30_000, 10_000), 'image/png'))

    expect(await failureOf(fetch({ kind: 'image' }))).toMatchObject({ failure: 'too_many_pixels', retryable: false })
    expect(await files()).toEqual([])
  })

  it('is measured also when its size stands behind much metadata', async () => {
    const segment = Buffer.concat([Buffer.from('ffe2fffe', 'hex'), Buffer.alloc(0xfffc)])
    const frame = Buffer.from('ffc00011080064003203012200021101031101', 'hex')
    const jpeg = Buffer.concat([Buffer.from('ffd8', 'hex'), ...Array(20).fill(segment), frame])
    const { fetch } = await against(image(jpeg, 'image/jpeg'))

    expect(jpeg.byteLength).toBeGreaterThan(1024 * 1024)
    expect(await fetch({ kind: 'image' })).toMatchObject({ mimetype: 'image/jpeg', width: 50, height: 100 })
  })
})
