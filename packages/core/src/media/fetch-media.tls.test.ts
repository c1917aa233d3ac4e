import { createServer } from 'node:https'
import { describe, expect, it } from 'vitest'
import { documentAt, failureOf, openFetcher, using } from '../../test/media/media-fixture.ts'
import { listen, serveHttp, serveTcp } from '../../test/media/media-server.ts'
import { makeCertificate } from '../../test/media/test-certificate.ts'
import type { MediaFetcherOptions } from './fetch-media.ts'

async function secureServer(location?: string) {
  const { key, cert } = makeCertificate(['media.example'], ['127.0.0.1'])
  const seen: (string | undefined)[] = []
  const server = await using(
    listen(
      createServer({ key, cert }, ({ headers, socket }, response) => {
        seen.push(headers.host, 'servername' in socket ? String(socket.servername) : undefined)
        if (location === undefined) return void response.end('canary')
        response.writeHead(302, { Location: location }).end()
      }),
    ),
  )
  const open = (options: Partial<MediaFetcherOptions> = {}) =>
    openFetcher({
      ca: cert,
      allow: [`media.example:${server.port}`, `other.example:${server.port}`, `127.0.0.1:${server.port}`],
      resolve: async () => ['127.0.0.1'],
      ...options,
    })
  return { server, seen, open }
}

describe('over https', () => {
  it('a file comes from the pinned address, under the name that the URL gave', async () => {
    const { server, seen, open } = await secureServer()
    const { fetcher } = await open()

    const media = await fetcher.fetch(documentAt(`https://media.example:${server.port}/a`))

    expect(media.byteLength).toBe(6)
    expect(seen).toEqual([`media.example:${server.port}`, 'media.example'])
  })

  it('a literal address is compared with the certificate', async () => {
    const { server, seen, open } = await secureServer()
    const { fetcher } = await open()

    const media = await fetcher.fetch(documentAt(`https://127.0.0.1:${server.port}/a`))

    expect(media.byteLength).toBe(6)
    expect(seen).toEqual([`127.0.0.1:${server.port}`, 'false'])
  })

  it('a certificate for another name is refused', async () => {
    const { server, seen, open } = await secureServer()
    const { fetcher } = await open()

    const failure = await failureOf(fetcher.fetch(documentAt(`https://other.example:${server.port}/a`)))

    expect(failure).toMatchObject({ failure: 'bad_certificate', retryable: false })
    expect(seen).toEqual([])
  })

  it('a certificate that nobody vouches for is refused, whatever the environment says', async () => {
    const { server, seen, open } = await secureServer()
    const { fetcher } = await open({ ca: undefined })
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      const failure = await failureOf(fetcher.fetch(documentAt(`https://media.example:${server.port}/a`)))

      expect(failure.failure).toBe('bad_certificate')
      expect(seen).toEqual([])
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  it('a private address is refused before the handshake', async () => {
    const { server, open } = await secureServer()
    const { fetcher } = await open({ allow: [] })

    const failure = await failureOf(fetcher.fetch(documentAt(`https://media.example:${server.port}/a`)))

    expect(failure.failure).toBe('address_refused')
    expect(server.connections()).toBe(0)
  })

  it('a redirect to http is not followed, even to an allowed place', async () => {
    const plain = await using(serveHttp((_request, response) => response.end('canary')))
    const { server, open } = await secureServer(`http://files.internal:${plain.port}/`)
    const { fetcher } = await open({ allow: [`media.example:${server.port}`, `files.internal:${plain.port}`] })

    const failure = await failureOf(fetcher.fetch(documentAt(`https://media.example:${server.port}/a`)))

    expect(failure.failure).toBe('bad_redirect')
    expect(plain.connections()).toBe(0)
  })

  it('a server that never shakes hands ends at the connect deadline', async () => {
    const server = await using(serveTcp(() => {}))
    const allow = [`127.0.0.1:${server.port}`]
    const { fetcher } = await openFetcher({ allow, deadlines: { connectMs: 30 } })

    const failure = await failureOf(fetcher.fetch(documentAt(`https://127.0.0.1:${server.port}/a`)))
    await server.idle()

    expect(failure).toMatchObject({ failure: 'unreachable', retryable: true })
  })

  it('a server that speaks plain http is no secure one', async () => {
    const server = await using(serveHttp((_request, response) => response.end('canary')))
    const { fetcher } = await openFetcher({ allow: [`127.0.0.1:${server.port}`] })

    const failure = await failureOf(fetcher.fetch(documentAt(`https://127.0.0.1:${server.port}/a`)))

    expect(failure.failure).toBe('bad_certificate')
  })
})
