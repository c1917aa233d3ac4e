import { z } from 'zod'
import type { UsageOf } from '../../facade.ts'
import { withHeaders } from '../answer-headers.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import type { RateLimit } from '../rate-limit-headers.ts'
import { toRateLimitHeaders } from '../rate-limit-headers.ts'
import { answeredTime } from './ids.ts'

const usageOf = z.object({
  used: z.int(),
  limit: z.int().nullable(),
  remaining: z.int().nullable(),
  percentage: z.int().min(0).max(100),
  reset_at: answeredTime,
})

const toUsageAnswer = (usage: UsageOf): z.infer<typeof usageOf> => ({
  used: usage.used,
  limit: usage.limit,
  remaining: usage.remaining,
  percentage: usage.percentage,
  reset_at: usage.resetsAt.toISOString(),
})

const toRateLimit = (name: string, { limit, remaining, resetsAt }: UsageOf, now: number): readonly RateLimit[] => {
  if (limit === null || remaining === null) return []
  return [{ name, quota: limit, remaining, resetSeconds: Math.max(0, Math.ceil((resetsAt.getTime() - now) / 1_000)) }]
}

/** Builds the route that shows what an account used of its plan. */
export const usageRoutes = (): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/usage',
    scope: 'read',
    summary: 'Shows the messages used this month and this day beside their limits.',
    status: 200,
    response: z.object({ monthly: usageOf, daily: usageOf }),
    errors: [],
    example: {
      response: {
        monthly: { used: 320, limit: 1000, remaining: 680, percentage: 32, reset_at: '2026-07-01T00:00:00.000Z' },
        daily: { used: 45, limit: 500, remaining: 455, percentage: 9, reset_at: '2026-06-24T00:00:00.000Z' },
      },
    },
    run: async ({ account, now }) => {
      const { monthly, daily } = await account.usage()
      const answer = { monthly: toUsageAnswer(monthly), daily: toUsageAnswer(daily) }
      const limits = [...toRateLimit('daily', daily, now()), ...toRateLimit('monthly', monthly, now())]
      return limits.length === 0 ? answer : withHeaders(answer, toRateLimitHeaders(limits))
    },
  }),
]
