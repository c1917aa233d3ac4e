import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { against, failureOf } from '../../test/media/media-fixture.ts'
import { serveHttp, serveTcp } from '../../test/media/media-server.ts'

const raw = (text: string) => serveTcp((socket) => socket.end(text))

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
