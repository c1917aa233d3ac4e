import { describe, expect, it } from 'vitest'
import { against, failureOf } from '../../test/media/media-fixture.ts'
import { serveHttp } from '../../test/media/media-server.ts'

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
