import { describe, expect, it } from 'vitest'
import { malformedUrls, ownMachineHosts, ownMachineNames, refusedAddresses } from '../../test/media/hostile-urls.ts'
import { documentAt, failureOf, openFetcher, using } from '../../test/media/media-fixture.ts'
import { serveHttp, serveTcp } from '../../test/media/media-server.ts'

const canary = () => using(serveHttp((_request, response) => response.end('canary')))

/** A server that sends everyone to one place, and a fetcher that may ask it. */
async function redirecting(location: string, options: { status?: number; allow?: string[]; resolve?: string[] } = {}) {
  let asked = 0
  const server = await using(
    serveHttp((_request, response) => {
      asked += 1
      // As many servers do it: raw UTF-8.
      const bytes = Buffer.from(location).toString('latin1')
      response.writeHead(options.status ?? 302, { Location: bytes }).end()
    }),
  )
  const { fetcher, files } = await openFetcher({
    allow: [`127.0.0.1:${server.port}`, ...(options.allow ?? [])],
    resolve: async () => options.resolve ?? ['127.0.0.1'],
  })
  const fetch = () => fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}/start`))
  return { fetch, files, asked: () => asked }
}

describe('a redirect to a refused place', () => {
  const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)
  const hosts = [...ownMachineHosts, ...ownMachineNames, ...refusedAddresses.map(bracketed)]

  it('is not followed, for every hostile host', async () => {
    const { port, connections } = await canary()

    for (const host of hosts) {
      const { fetch, files, asked } = await redirecting(`http://${host}:${port}/`)
      const failure = await failureOf(fetch())

      expect([host, failure.failure, failure.retryable]).toEqual([host, 'bad_redirect', false])
      expect(asked()).toBe(1)
      expect(await files()).toEqual([])
    }

    expect(hosts.length).toBeGreaterThan(100)
    expect(connections()).toBe(0)
  })

  it.each([301, 302, 303, 307, 308])('is not followed with status %d', async (status) => {
    const { port, connections } = await canary()
    const literal = await redirecting(`http://127.0.0.1:${port}/`, { status })
    const named = await redirecting(`http://media.example:${port}/`, { status })

    expect((await failureOf(literal.fetch())).failure).toBe('bad_redirect')
    expect((await failureOf(named.fetch())).failure).toBe('address_refused')
    expect(connections()).toBe(0)
  })

  it.each([
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'data:text/plain,x',
    'javascript:alert(1)',
    '//127.0.0.1:1/',
    'http://user:secret@93.184.215.14/',
    '\\\\127.0.0.1\\',
    '/a\tb',
    'http://[::1',
  ])('is not followed to %s', async (location) => {
    const { fetch, asked } = await redirecting(location)

    expect((await failureOf(fetch())).failure).toBe('bad_redirect')
    expect(asked()).toBe(1)
  })

  it('is not followed to another port of an allowed host', async () => {
    const { port, connections } = await canary()
    const { fetch } = await redirecting(`http://127.0.0.1:${port}/`)

    expect((await failureOf(fetch())).failure).toBe('bad_redirect')
    expect(connections()).toBe(0)
  })
})

describe('a redirect to a place that may be fetched', () => {
  it.each([301, 302, 303, 307, 308])('is followed with status %d', async (status) => {
    const { port } = await canary()
    const { fetch } = await redirecting(`http://127.0.0.1:${port}/b`, { status, allow: [`127.0.0.1:${port}`] })

    expect((await fetch()).byteLength).toBe(6)
  })

  it('may be relative, in raw UTF-8, and names the file', async () => {
    const paths: (string | undefined)[] = []
    const server = await using(
      serveHttp(({ url }, response) => {
        paths.push(url)
        if (url !== '/a/start') return void response.end('%PDF-1.7')
        response.writeHead(302, { Location: Buffer.from('../ملفات/فاتورة.pdf?x=1').toString('latin1') }).end()
      }),
    )
    const { fetcher } = await openFetcher({ allow: [`127.0.0.1:${server.port}`] })

    const media = await fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}/a/start`))

    expect(paths).toEqual(['/a/start', `${encodeURI('/ملفات/فاتورة.pdf')}?x=1`])
    expect(media).toMatchObject({ filename: 'فاتورة.pdf', mimetype: 'application/pdf' })
  })

  it('is followed three times and not a fourth', async () => {
    const server = await using(
      serveHttp(({ url = '' }, response) => {
        const left = Number(url.slice(1))
        if (left === 0) return void response.end('canary')
        response.writeHead(302, { Location: `/${left - 1}` }).end()
      }),
    )
    const { fetcher, files } = await openFetcher({ allow: [`127.0.0.1:${server.port}`] })

    const media = await fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}/3`))
    await media.remove()
    const failure = await failureOf(fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}/4`)))

    expect(media.byteLength).toBe(6)
    expect(failure).toMatchObject({ failure: 'bad_redirect', retryable: false })
    expect(await files()).toEqual([])
  })

  it('ends when it goes round in a circle', async () => {
    let asked = 0
    const server = await using(
      serveHttp((_request, response) => {
        asked += 1
        response.writeHead(301, { Location: '/' }).end()
      }),
    )
    const { fetcher } = await openFetcher({ allow: [`127.0.0.1:${server.port}`] })

    const failure = await failureOf(fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}/`)))

    expect(failure.failure).toBe('bad_redirect')
    expect(asked).toBe(4)
  })

  it('does not wait for the body of the redirect', async () => {
    const { port } = await canary()
    const server = await using(
      serveTcp((socket) => {
        socket.write(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${port}/\r\nContent-Length: 1000000\r\n\r\nx`)
      }),
    )
    const { fetcher } = await openFetcher({ allow: [`127.0.0.1:${server.port}`, `127.0.0.1:${port}`] })

    const media = await fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}/`))
    await server.idle()

    expect(media.byteLength).toBe(6)
  })
})

it('a malformed URL is refused as a redirect unless it is a relative path that leads back', async () => {
  const sent = malformedUrls.filter((location) => /^[\x21-\x7e]+$/.test(location))
  const accepted: string[] = []

  for (const location of sent) {
    const { fetch, asked } = await redirecting(location)
    const failure = await failureOf(fetch())

    expect([location, failure.failure]).toEqual([location, expect.stringMatching(/^(bad_redirect|address_refused)$/)])
    if (asked() > 1) accepted.push(location)
  }

  // Against the server's own URL these are paths on it, and end as a circle.
  expect(accepted).toEqual(expect.arrayContaining(['image.jpg', './image.jpg', '/etc/passwd']))
  expect(accepted.every((location) => !location.includes('//') || location.startsWith('http:///'))).toBe(true)
})
