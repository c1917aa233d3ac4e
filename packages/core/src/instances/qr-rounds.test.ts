import { describe, expect, it } from 'vitest'
import { mayStartRound, recentRounds } from './qr-rounds.ts'

const minute = 60_000
const nobody = {
  qrRequestedAt: null,
  pairingRequestedAt: null,
  pairingPhone: null,
  qrRounds: [],
  status: 'waiting_scan',
  statusChangedAt: 0,
} as const

describe('mayStartRound', () => {
  it('starts nothing while nobody asks', () => {
    expect(mayStartRound(nobody, 0)).toBe(false)
    expect(mayStartRound({ ...nobody, qrRequestedAt: 1_000 }, 1_000 + minute + 1)).toBe(false)
  })

  it('starts a round up to a minute after a request', () => {
    expect(mayStartRound({ ...nobody, qrRequestedAt: 1_000 }, 1_000 + minute)).toBe(true)
  })

  it('counts a wanted pairing code as asking, and a forgotten one not', () => {
    expect(mayStartRound({ ...nobody, pairingRequestedAt: 5, pairingPhone: '201001234567' }, 10)).toBe(true)
    expect(mayStartRound({ ...nobody, pairingRequestedAt: 5 }, 10)).toBe(false)
  })

  it('takes no request from before the instance gave up for one to begin again', () => {
    const failed = { ...nobody, status: 'failed', statusChangedAt: 2_000 } as const

    expect(mayStartRound({ ...failed, qrRequestedAt: 1_999 }, 3_000)).toBe(false)
    expect(mayStartRound({ ...failed, qrRequestedAt: 2_001 }, 3_000)).toBe(true)
    // Whoever hears of it and asks at once may do so within the same millisecond.
    expect(mayStartRound({ ...failed, qrRequestedAt: 2_000 }, 3_000)).toBe(true)
  })

  it('allows six rounds an hour and the seventh when the first is an hour old', () => {
    const qrRounds = [0, 1, 2, 3, 4, 5].map((n) => n * minute + 1)
    const facts = { ...nobody, qrRounds, qrRequestedAt: 60 * minute }

    expect(mayStartRound(facts, 60 * minute)).toBe(false)
    expect(mayStartRound(facts, 60 * minute + 1)).toBe(true)
  })

  it('ignores rounds that a clock set back left in the future', () => {
    expect(recentRounds([5_000_000, 100], 200)).toEqual([100])
  })
})
