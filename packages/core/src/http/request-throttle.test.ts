import { expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { createRequestThrottle } from './request-throttle.ts'

/** A clock that a test moves by hand. */
const handClock = () => {
  let now = 0
  const clock: Clock = { now: () => 1_000_000 + now, elapsed: () => now, after: () => () => undefined }
  return {
    clock,
    pass: (ms: number) => {
      now += ms
    },
  }
}

test('what is left is told with each request, and the one too many when to come back', () => {
  const { clock, pass } = handClock()
  const throttle = createRequestThrottle({ requests: 2, perMs: 10_000 }, clock)

  const first = throttle?.('a')
  pass(2_500)
  const second = throttle?.('a')
  const third = throttle?.('a')

  expect(first?.retryAt).toBeNull()
  expect(first?.headers()).toEqual({ 'ratelimit-policy': '"requests";q=2;w=10', ratelimit: '"requests";r=1;t=10' })
  expect(second?.retryAt).toBeNull()
  expect(second?.headers().ratelimit).toBe('"requests";r=0;t=8')
  expect(third?.retryAt).toBe(1_010_000)
  expect(third?.headers().ratelimit).toBe('"requests";r=0;t=8')
})

test('the first request at the announced time is let through', () => {
  const { clock, pass } = handClock()
  const throttle = createRequestThrottle({ requests: 1, perMs: 10_000 }, clock)
  throttle?.('a')
  const refused = throttle?.('a')

  pass(Math.ceil(((refused?.retryAt ?? 0) - clock.now()) / 1_000) * 1_000)

  expect(throttle?.('a').retryAt).toBeNull()
})

test('one key takes nothing from another', () => {
  const throttle = createRequestThrottle({ requests: 1, perMs: 10_000 }, handClock().clock)
  throttle?.('a')

  expect(throttle?.('a').retryAt).not.toBeNull()
  expect(throttle?.('b').retryAt).toBeNull()
})

test('keys that nobody used for long are forgotten, so that it stays small', () => {
  const throttle = createRequestThrottle({ requests: 1, perMs: 10_000 }, handClock().clock)
  throttle?.('a')

  for (let key = 0; key < 10_000; key += 1) throttle?.(`other-${key}`)

  expect(throttle?.('a').retryAt).toBeNull()
})

test.each([false as const, { requests: 0, perMs: 10_000 }])('%j is no limit', (options) => {
  expect(createRequestThrottle(options, handClock().clock)).toBeNull()
})

test.each([
  [{ requests: 1.5, perMs: 10_000 }, 'throttle.requests'],
  [{ requests: -1, perMs: 10_000 }, 'throttle.requests'],
  [{ requests: 5, perMs: 100 }, 'throttle.perMs'],
])('%j is refused by name', (options, name) => {
  expect(() => createRequestThrottle(options, handClock().clock)).toThrow(name)
})
