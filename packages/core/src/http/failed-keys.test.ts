import { expect, test } from 'vitest'
import { createFailedKeys } from './failed-keys.ts'

const start = Date.UTC(2026, 10, 27)

/** A count of three a minute, by a clock that a test moves. */
const countOfThree = () => {
  let passedMs = 0
  const failed = createFailedKeys({
    perMinute: 3,
    clock: { now: () => start + passedMs, elapsed: () => passedMs, after: () => () => undefined },
  })
  const count = (address: string, times = 1): readonly (number | null)[] =>
    Array.from({ length: times }, () => failed.count(address))
  return {
    count,
    pass: (ms: number) => {
      passedMs += ms
    },
  }
}

test('the first wrong keys of an address are only counted, the next must wait for the minute to end', () => {
  const { count, pass } = countOfThree()

  expect(count('203.0.113.7', 2)).toEqual([null, null])
  pass(40_000)
  expect(count('203.0.113.7', 3)).toEqual([null, start + 60_000, start + 60_000])
})

test('whoever waits as long as it was told may try again', () => {
  const { count, pass } = countOfThree()
  count('203.0.113.7', 9)

  pass(60_000)

  expect(count('203.0.113.7', 4)).toEqual([null, null, null, start + 120_000])
})

test('another address is not held to account, another one of the same /64 is', () => {
  const { count } = countOfThree()
  count('203.0.113.7', 4)
  count('2001:db8::1', 4)

  expect(count('203.0.113.8')).toEqual([null])
  expect(count('2001:db8::ffff')).toEqual([start + 60_000])
  expect(count('2001:db8:0:1::1')).toEqual([null])
})

test('however many addresses try, what is remembered has an end', () => {
  const { count } = countOfThree()
  count('203.0.113.7', 4)

  for (let index = 0; index < 10_000; index += 1) count(`10.0.${index >> 8}.${index & 255}`)

  expect(count('203.0.113.7')).toEqual([null])
})
