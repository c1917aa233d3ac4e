import { expect, test } from 'vitest'
import { joinRateLimits, toRateLimitHeaders } from './rate-limit-headers.ts'

test('limits are written as lists of structured fields', () => {
  const headers = toRateLimitHeaders([
    { name: 'daily', quota: 500, windowSeconds: 86_400, remaining: 455, resetSeconds: 3_600 },
    { name: 'monthly', quota: Number.MAX_SAFE_INTEGER, remaining: 0, resetSeconds: 0 },
  ])

  expect(headers).toEqual({
    'ratelimit-policy': '"daily";q=500;w=86400, "monthly";q=999999999999999',
    ratelimit: '"daily";r=455;t=3600, "monthly";r=0;t=0',
  })
})

test('what two parts tell of is one list', () => {
  const requests = toRateLimitHeaders([{ name: 'requests', quota: 5, windowSeconds: 1, remaining: 4, resetSeconds: 1 }])
  const daily = toRateLimitHeaders([{ name: 'daily', quota: 7, remaining: 6, resetSeconds: 9 }])

  expect(joinRateLimits(requests, daily)).toEqual({
    'ratelimit-policy': '"requests";q=5;w=1, "daily";q=7',
    ratelimit: '"requests";r=4;t=1, "daily";r=6;t=9',
  })
  expect(joinRateLimits(requests, {})).toEqual(requests)
})
