import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { ApiRequest } from './exchange.ts'
import { createOpenStreams } from './open-streams.ts'
import { toStreamResponse } from './stream-response.ts'

/** A clock whose timers fire when the test says so. */
const handClock = () => {
  const timers = new Map<() => void, number>()
  let elapsed = 0
  const clock: Clock = {
    now: () => 0,
    elapsed: () => elapsed,
    after: (delayMs, callback) => {
      timers.set(callback, delayMs)
      return () => timers.delete(callback)
    },
  }
  const fire = (delayMs: number) => {
    for (const [callback, after] of [...timers]) {
      if (after !== delayMs) continue
      timers.delete(callback)
      callback()
    }
  }
  const pass = (ms: number) => {
    elapsed += ms
  }
  return { clock, fire, pass, delays: () => [...timers.values()] }
}

const requestOf = (method: string, signal: AbortSignal): ApiRequest => ({
  method,
  path: '/api/v1/events',
  prefix: '',
  query: '',
  headers: {},
  body: { kind: 'parsed', value: undefined },
  signal,
})

/** Gives `hello` and then nothing, until it is ended or over. */
const openStream = async (options: { method?: string; admit?: () => Promise<boolean> } = {}) => {
  const hand = handClock()
  const open = createOpenStreams()
  const client = new AbortController()
  const over = new AbortController()
  let ended: AbortSignal | undefined
  async function* texts(ending: AbortSignal) {
    yield 'hello'
    const { signal } = over
    const untilAborted = [ending, signal].map(
      (each) => new Promise((resolve) => each.addEventListener('abort', resolve)),
    )
    if (!ending.aborted && !signal.aborted) await Promise.race(untilAborted)
  }
  const response = await toStreamResponse(
    {
      contentType: 'text/event-stream',
      open: async (ending) => {
        ended = ending
        return { texts: texts(ending), ended: over.signal }
      },
    },
    {
      request: requestOf(options.method ?? 'GET', client.signal),
      status: 200,
      clock: hand.clock,
      open,
      who: 'key 3',
      admit: options.admit ?? (async () => true),
      admitEveryMs: 200,
    },
  )
  return { ...hand, open, client, over, response, isEnded: () => ended?.aborted }
}

const streamOf = ({ response: { body } }: Awaited<ReturnType<typeof openStream>>) => {
  if (body.kind !== 'stream') throw new Error(`no stream: ${body.kind}`)
  return { chunks: body.chunks[Symbol.asyncIterator](), cut: body.cut }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a streamed answer', () => {
  it('is for no cache and no buffer, and gives what comes as bytes', async () => {
    const stream = await openStream()

    expect(stream.response.headers).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(await streamOf(stream).chunks.next()).toEqual({ done: false, value: new TextEncoder().encode('hello') })
  })

  it('ends when the client goes away, and leaves no timer', async () => {
    const stream = await openStream()
    const { chunks } = streamOf(stream)
    await chunks.next()
    const next = chunks.next()

    stream.client.abort()

    expect(await next).toEqual({ done: true, value: undefined })
    expect(stream.delays()).toEqual([])
  })

  it('ends before the server closes, which then begins none any more', async () => {
    const stream = await openStream()
    const { chunks } = streamOf(stream)
    await chunks.next()
    const next = chunks.next()

    stream.open.endAll()

    expect(await next).toEqual({ done: true, value: undefined })
    expect(() => stream.open.add('key 3', () => undefined)).toThrow(expect.objectContaining({ code: 'stopped' }))
  })

  it('is the last of ten that one key may have, until one of them ends', async () => {
    const { open } = await openStream()
    const forget = Array.from({ length: 9 }, () => open.add('key 3', () => undefined))

    expect(() => open.add('key 3', () => undefined)).toThrow(expect.objectContaining({ code: 'too_many_streams' }))
    open.add('key 4', () => undefined)
    forget.at(0)?.()
    open.add('key 3', () => undefined)
  })

  it('ends when whoever writes it stops, and leaves no timer', async () => {
    const stream = await openStream()
    const { chunks } = streamOf(stream)
    await chunks.next()

    await chunks.return?.()

    expect(stream.isEnded()).toBe(true)
    expect(stream.delays()).toEqual([])
  })

  it('ends once the client may no longer read it', async () => {
    let isRevoked = false
    const stream = await openStream({
      admit: async () => {
        if (isRevoked) throw new KhabeerError('unauthorized', 'The API key is not valid.')
        return true
      },
    })
    const { chunks } = streamOf(stream)
    await chunks.next()
    const next = chunks.next()

    stream.fire(200)
    await turn()
    expect(stream.isEnded()).toBe(false)
    isRevoked = true
    stream.fire(200)

    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('goes on for a while when nobody can say whether the client may read it', async () => {
    const stream = await openStream({
      admit: async () => {
        throw new KhabeerError('storage_failed', 'The database does not answer.')
      },
    })

    stream.fire(200)
    await turn()

    expect(stream.isEnded()).toBe(false)
    expect(stream.delays()).toContain(200)
    stream.pass(30_000)
    stream.fire(200)
    await turn()
    expect(stream.isEnded()).toBe(true)
  })

  it('is cut when nothing of it is taken for half a minute', async () => {
    const stream = await openStream()
    const { chunks, cut } = streamOf(stream)

    await chunks.next()
    stream.fire(30_000)

    expect(cut.aborted).toBe(true)
    expect(stream.isEnded()).toBe(true)
  })

  it('is not cut while the client waits for what comes', async () => {
    const stream = await openStream()
    const { chunks, cut } = streamOf(stream)

    await chunks.next()
    const next = chunks.next()
    stream.fire(30_000)

    expect(cut.aborted).toBe(false)
    stream.client.abort()
    await next
  })

  it('leaves a client that takes nothing two seconds when the server closes, and cuts it then', async () => {
    const stream = await openStream()
    const { chunks, cut } = streamOf(stream)
    await chunks.next()

    stream.open.endAll()

    expect(stream.delays()).toEqual([2_000])
    expect(cut.aborted).toBe(false)
    stream.fire(2_000)
    expect(cut.aborted).toBe(true)
  })

  it('is whole for a client that takes the rest in time', async () => {
    const stream = await openStream()
    const { chunks, cut } = streamOf(stream)
    await chunks.next()
    stream.open.endAll()

    expect(await chunks.next()).toEqual({ done: true, value: undefined })

    expect(stream.delays()).toEqual([])
    expect(cut.aborted).toBe(false)
  })

  it('notices that what it tells of has ended although its client takes nothing', async () => {
    const stream = await openStream()
    await streamOf(stream).chunks.next()

    stream.over.abort()

    expect(stream.isEnded()).toBe(true)
    expect(stream.delays()).toEqual([2_000])
  })

  it('leaves no timer for a client that took nothing and went away', async () => {
    const stream = await openStream()
    await streamOf(stream).chunks.next()

    stream.client.abort()

    expect(stream.delays()).toEqual([])
  })

  it('has no body for HEAD, and is ended at once', async () => {
    const stream = await openStream({ method: 'HEAD' })

    expect(stream.response.body).toEqual({ kind: 'bytes', bytes: new Uint8Array() })
    expect(stream.isEnded()).toBe(true)
    expect(stream.delays()).toEqual([])
  })
})
