import { describe, expect, it } from 'vitest'
import { against, failureOf } from '../../test/media/media-fixture.ts'
import { serveHttp, serveTcp } from '../../test/media/media-server.ts'

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
    const { fetch } = await against(
      serveHttp((_request, response) => response.end(jpeg)),
      { limits },
    )

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
