import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { silentLogger } from '../logger.ts'
import type { EventsHead } from '../storage/event-store.ts'
import { createSettledHead, patienceMs } from './settled-head.ts'

/** A clock on which every wait is over at once, and took its time. */
const instantClock = (): Clock => {
  let now = 0
  return {
    now: () => now,
    elapsed: () => now,
    after: (delayMs, callback) => {
      const handle = setImmediate(() => {
        now += delayMs
        callback()
      })
      return () => clearImmediate(handle)
    },
  }
}

const build = (heads: readonly EventsHead[]) => {
  const clock = instantClock()
  const stopping = new AbortController()
  const warnings: string[] = []
  const left = [...heads]
  let looks = 0
  const isOpen = new Map<string, number>()
  const head = createSettledHead({
    clock,
    stopping: stopping.signal,
    logger: { ...silentLogger(), warn: (_facts, words) => warnings.push(words) },
    events: {
      head: async () => {
        looks += 1
        await new Promise(setImmediate)
        return left.shift() ?? { last: 0, writers: [] }
      },
      // Each is open for as long as the test says.
      openWriters: async (writers) => writers.filter((writer) => (isOpen.get(writer) ?? 0) > clock.elapsed()),
      oldest: async () => null,
      read: async () => [],
    },
  })
  return { head, clock, stopping, warnings, isOpen, looks: () => looks }
}

describe('the settled head', () => {
  it('is known at once when nobody writes', async () => {
    const { head, clock } = build([{ last: 7, writers: [] }])

    expect(await head.reach()).toBe(7)
    expect(clock.elapsed()).toBe(0)
  })

  it('is waited for while a transaction may still add something below it', async () => {
    const { head, clock, isOpen, warnings } = build([{ last: 7, writers: ['a', 'b'] }])
    isOpen.set('a', 500).set('b', 900)

    expect(await head.reach()).toBe(7)
    expect(clock.elapsed()).toBeGreaterThanOrEqual(900)
    expect(clock.elapsed()).toBeLessThan(1_200)
    expect(warnings).toEqual([])
  })

  it('is waited for no longer than ten seconds, and only once for the same transaction', async () => {
    const { head, clock, isOpen, warnings } = build([
      { last: 7, writers: ['slow'] },
      { last: 9, writers: ['slow', 'quick'] },
    ])
    isOpen.set('slow', 60_000).set('quick', patienceMs + 400)

    await head.reach()
    const firstMs = clock.elapsed()
    const reached = await head.reach()

    expect(firstMs).toBeGreaterThanOrEqual(patienceMs)
    expect(firstMs).toBeLessThan(patienceMs + 300)
    expect(reached).toBe(9)
    expect(clock.elapsed()).toBeLessThan(patienceMs + 1_000)
    expect(warnings).toHaveLength(1)
  })

  it('never goes back, also when the newest events are removed', async () => {
    const { head } = build([
      { last: 7, writers: [] },
      { last: 3, writers: [] },
    ])

    await head.reach()

    expect(await head.reach()).toBe(7)
  })

  it('is looked for anew for all who ask during a look, once', async () => {
    const { head, looks } = build([
      { last: 7, writers: [] },
      { last: 9, writers: [] },
    ])

    const reached = await Promise.all([head.reach(), head.reach(), head.reach()])

    expect(reached).toEqual([7, 9, 9])
    expect(looks()).toBe(2)
  })

  it('is not waited for any more after a stop', async () => {
    const { head, stopping, isOpen } = build([{ last: 7, writers: ['slow'] }])
    isOpen.set('slow', 60_000)
    const reached = head.reach()

    stopping.abort()

    await expect(reached).rejects.toMatchObject({ code: 'stopped' })
  })
})
