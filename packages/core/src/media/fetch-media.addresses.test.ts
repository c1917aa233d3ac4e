import { expect, it } from 'vitest'
import { documentAt, failureOf, openFetcher, using } from '../../test/media/media-fixture.ts'
import { serveHttp } from '../../test/media/media-server.ts'

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
