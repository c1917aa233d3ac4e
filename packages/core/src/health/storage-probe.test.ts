import { expect, test, vi } from 'vitest'
import type { Clock } from '../clock.ts'
import { StorageError } from '../storage/storage-error.ts'
import { createStorageProbe } from './storage-probe.ts'

/** A clock that a test moves by hand; its deadlines come when they are reached. */
const handClock = () => {
  let now = 0
  const timers = new Map<() => void, number>()
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    after: (delayMs, callback) => {
      timers.set(callback, now + delayMs)
      return () => timers.delete(callback)
    },
  }
  const pass = (ms: number): void => {
    now += ms
    for (const [callback, at] of timers) {
      if (at > now) continue
      timers.delete(callback)
      callback()
    }
  }
  return { clock, pass, pending: () => timers.size }
}

const never = () => new Promise<never>(() => undefined)

test('a storage that answers is well, and leaves no timer', async () => {
  const { clock, pending } = handClock()

  expect(await createStorageProbe(async () => undefined, clock)()).toBeNull()
  expect(pending()).toBe(0)
})

test('what a storage throws is the reason', async () => {
  const probe = createStorageProbe(async () => {
    throw new StorageError('storage_busy', 'Locked.')
  }, handClock().clock)

  expect(await probe()).toBe('storage_busy')
})

test('a storage that hangs is given a second, and whoever asks later waits no second of its own', async () => {
  const { clock, pass, pending } = handClock()
  const read = vi.fn(never)
  const probe = createStorageProbe(read, clock)

  const first = probe()
  pass(400)
  const second = probe()
  pass(600)

  expect(await Promise.all([first, second, probe()])).toEqual(['storage_failed', 'storage_failed', 'storage_failed'])
  expect(read).toHaveBeenCalledOnce()
  expect(pending()).toBe(0)
})

test('an answer holds for half a second, a bad one no longer than a good one', async () => {
  const { clock, pass } = handClock()
  let isAway = true
  const read = vi.fn(async () => {
    if (isAway) throw new StorageError('storage_failed', 'Away.')
  })
  const probe = createStorageProbe(read, clock)

  expect(await probe()).toBe('storage_failed')
  isAway = false
  expect(await probe()).toBe('storage_failed')
  pass(500)

  expect(await probe()).toBeNull()
  expect(read).toHaveBeenCalledTimes(2)
})
