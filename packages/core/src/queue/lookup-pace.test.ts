import { describe, expect, it } from 'vitest'
import { createLookupPace } from './lookup-pace.ts'
import { createNotice } from './notice.ts'

/** A clock that stands until the test moves it, and then stops at every timer on its way. */
const standingClock = () => {
  let now = 1_000_000
  const timers = new Map<() => void, number>()
  return {
    now: () => now,
    elapsed: () => now,
    after: (delayMs: number, callback: () => void) => {
      timers.set(callback, now + delayMs)
      return () => timers.delete(callback)
    },
    goOn: async (ms: number) => {
      const end = now + ms
      while (now < end) {
        await new Promise(setImmediate)
        now = Math.min(end, ...[...timers.values()].filter((at) => at > now))
        for (const [callback, at] of [...timers]) if (at <= now && timers.delete(callback)) callback()
      }
      await new Promise(setImmediate)
    },
  }
}

const build = () => {
  const clock = standingClock()
  const repaced = createNotice()
  let perMs = 1_000
  const pace = createLookupPace({ clock, pacing: () => ({ messages: 1, perMs }), repaced })
  const gone = new AbortController()
  const line = {
    connection: { lookup: () => Promise.reject(new Error('nobody asks')) } as never,
    gone: gone.signal,
    stopping: new AbortController().signal,
  }
  const taken: [string, number][] = []
  const startedAt = clock.now()
  const note = (name: string) => (isTaken: boolean) =>
    taken.push([isTaken ? name : `no ${name}`, clock.now() - startedAt])
  return {
    taken,
    goOn: clock.goOn,
    message: (name: string) => pace.take(line).then(note(name)),
    spare: (name: string) => pace.takeSpare(line).then(note(name)),
    setPace: (ms: number) => {
      perMs = ms
      repaced.tell()
    },
    hangUp: () => gone.abort(),
  }
}

describe('the pace of lookups', () => {
  it('is one for messages and for those that nobody writes to, and a message goes first', async () => {
    const { taken, goOn, message, spare } = build()

    void spare('first')
    void spare('second')
    void message('for a message')
    await goOn(2_500)

    expect(taken).toEqual([
      ['first', 0],
      ['for a message', 1_000],
      ['second', 2_000],
    ])
  })

  it('changes for those who wait already', async () => {
    const { taken, goOn, spare, setPace } = build()

    void spare('first')
    void spare('second')
    await goOn(100)
    setPace(200)
    await goOn(500)

    expect(taken).toEqual([
      ['first', 0],
      ['second', 200],
    ])
  })

  it('ends with the line', async () => {
    const { taken, goOn, message, spare, hangUp } = build()

    void message('first')
    void spare('second')
    await goOn(100)
    hangUp()
    await goOn(2_000)

    expect(taken).toEqual([
      ['first', 0],
      ['no second', 100],
    ])
  })
})
