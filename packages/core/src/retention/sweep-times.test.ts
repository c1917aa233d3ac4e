import { describe, expect, it } from 'vitest'
import { firstSweepMs, nextSweepMs, pauseAfterBatchMs } from './sweep-times.ts'

const minute = 60_000

describe('the times of sweeps', () => {
  it('begin some minutes after the start, spread so that no two processes sweep together', () => {
    expect([firstSweepMs(0), firstSweepMs(1)]).toEqual([2 * minute, 8 * minute])
  })

  it('follow each other by about an hour', () => {
    expect([nextSweepMs(0), nextSweepMs(1)]).toEqual([45 * minute, 75 * minute])
  })

  it.each([
    [0, 25],
    [5, 25],
    [200, 800],
    [5_000, 20_000],
  ])('leave other work its turn after a batch of %i ms', (tookMs, pauseMs) => {
    expect(pauseAfterBatchMs(tookMs)).toBe(pauseMs)
  })
})
