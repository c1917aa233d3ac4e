import { describe, expect, it } from 'vitest'
import { nextSendAt, settleMs } from './pacing.ts'

const pacing = { messages: 20, perMs: 60_000 }

describe('nextSendAt', () => {
  it('lets a number that never wrote start now', () => {
    expect(nextSendAt(null, pacing, 1_000)).toBe(1_000)
  })

  it('keeps one gap after the last message', () => {
    expect(nextSendAt(10_000, pacing, 11_000)).toBe(13_000)
  })

  it('gives no credit for a long silence', () => {
    expect(nextSendAt(10_000, pacing, 500_000)).toBe(500_000)
  })

  it('counts a stored time in the future as now', () => {
    expect(nextSendAt(99_999_999, pacing, 5_000)).toBe(8_000)
  })

  it('keeps fractions of a gap apart for uneven paces', () => {
    expect(nextSendAt(0, { messages: 7, perMs: 1_000 }, 1)).toBeCloseTo(142.857, 2)
  })
})

describe('settleMs', () => {
  it('is one gap, five seconds at most, unless it is set', () => {
    expect(settleMs(pacing)).toBe(3_000)
    expect(settleMs({ messages: 1, perMs: 60_000 })).toBe(5_000)
    expect(settleMs({ ...pacing, settleMs: 0 })).toBe(0)
  })
})
