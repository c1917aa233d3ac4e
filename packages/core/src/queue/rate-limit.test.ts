import { describe, expect, it } from 'vitest'
import { firstPauseMs, longestPauseMs, nextRateLimit } from './rate-limit.ts'

describe('nextRateLimit', () => {
  it('doubles from half a minute to half an hour', () => {
    const pauses: number[] = []
    let limit = nextRateLimit(null, 0, 0)
    for (let time = 0; time < 9; time += 1) {
      pauses.push(limit.until)
      limit = nextRateLimit({ ...limit, until: 0 }, 0, 0)
    }

    expect(pauses.slice(0, 4)).toEqual([firstPauseMs, 2 * firstPauseMs, 4 * firstPauseMs, 8 * firstPauseMs])
    expect(pauses.at(-1)).toBe(longestPauseMs)
  })

  it('adds at most a quarter', () => {
    expect(nextRateLimit(null, 0, 0.999).until).toBeLessThan(firstPauseMs * 1.25 + 1)
  })

  it('counts what is asked during a pause as the same time', () => {
    const limit = nextRateLimit(null, 1_000, 0)

    expect(nextRateLimit(limit, 1_001, 0.5)).toBe(limit)
  })
})
