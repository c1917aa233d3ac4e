import type { Usage, UsageOf } from '../facade.ts'
import type { UsageRecord } from '../storage/account-store.ts'

/** Shows the counters against the plan. */
export const toUsage = (record: UsageRecord): Usage => ({
  monthly: usageOf(record.monthly, record.plan.monthlyMessages, record.monthEndsAt),
  daily: usageOf(record.daily, record.plan.dailyMessages, record.dayEndsAt),
})

const usageOf = (used: number, limit: number | null, resetsAt: number): UsageOf => ({
  used,
  limit,
  remaining: limit === null ? null : Math.max(0, limit - used),
  percentage: percentageOf(used, limit),
  resetsAt: new Date(resetsAt),
})

const percentageOf = (used: number, limit: number | null): number => {
  if (limit === null) return 0
  // A plan of nothing is used up from the start.
  if (limit === 0) return 100
  return Math.min(100, Math.floor((used * 100) / limit))
}
