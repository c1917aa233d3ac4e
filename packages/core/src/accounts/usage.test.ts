import { describe, expect, it } from 'vitest'
import { toUsage } from './usage.ts'

const record = {
  daily: 45,
  monthly: 320,
  plan: { monthlyMessages: 1_000, dailyMessages: 500, instances: null },
  dayEndsAt: 1_000,
  monthEndsAt: 2_000,
}

describe('toUsage', () => {
  it('shows what the published page shows', () => {
    expect(toUsage(record)).toMatchObject({
      monthly: { used: 320, limit: 1_000, remaining: 680, percentage: 32 },
      daily: { used: 45, limit: 500, remaining: 455, percentage: 9 },
    })
  })

  it('shows nulls and 0 without a limit', () => {
    const plan = { monthlyMessages: null, dailyMessages: null, instances: null }

    expect(toUsage({ ...record, plan }).daily).toMatchObject({ used: 45, limit: null, remaining: null, percentage: 0 })
  })

  it('rounds down and stays at 100 when a plan shrank below what is used', () => {
    const plan = { monthlyMessages: 321, dailyMessages: 10, instances: null }

    expect(toUsage({ ...record, plan })).toMatchObject({
      monthly: { remaining: 1, percentage: 99 },
      daily: { remaining: 0, percentage: 100 },
    })
  })

  it('calls a plan of nothing used up', () => {
    const plan = { monthlyMessages: 0, dailyMessages: 0, instances: null }

    expect(toUsage({ ...record, daily: 0, plan }).daily).toMatchObject({ limit: 0, remaining: 0, percentage: 100 })
  })
})
