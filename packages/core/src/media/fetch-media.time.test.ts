import { describe, expect, it } from 'vitest'
import { against, failureOf } from '../../test/media/media-fixture.ts'
import { serveHttp, serveTcp } from '../../test/media/media-server.ts'

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
