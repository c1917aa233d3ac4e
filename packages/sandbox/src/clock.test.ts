import { expect, it } from 'vitest'
import { createFastClock, machineClock, toUnixSeconds } from './clock.ts'

it('a fast clock agrees with the machine’s at its origin and runs ahead from there', () => {
  const hourAgo = Date.now() - 3_600_000
  const before = Date.now()
  const now = createFastClock({ speed: 60, origin: hourAgo }).now()
  const after = Date.now()

  expect(now).toBeGreaterThanOrEqual(hourAgo + (before - hourAgo) * 60)
  expect(now).toBeLessThanOrEqual(hourAgo + (after - hourAgo) * 60)
})

it('one with the speed and the origin of the machine’s clock is the machine’s', () => {
  const { speed = 0, origin } = machineClock
  const before = Date.now()

  expect(createFastClock({ speed, origin }).now()).toBeGreaterThanOrEqual(before)
  expect(createFastClock({ speed, origin }).now()).toBeLessThanOrEqual(Date.now())
})

it('stanzas carry whole seconds', () => {
  expect(toUnixSeconds({ now: () => 1_999 })).toBe('1')
})
