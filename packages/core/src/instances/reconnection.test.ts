import { describe, expect, it } from 'vitest'
import { createReconnection } from './reconnection.ts'

/** A clock whose timers fire when the test moves it past them. */
const build = () => {
  let now = 1_000_000
  const timers = new Map<() => void, number>()
  const connects: number[] = []
  const clock = {
    now: () => now,
    elapsed: () => now,
    after: (delayMs: number, callback: () => void) => {
      timers.set(callback, now + delayMs)
      return () => timers.delete(callback)
    },
  }
  const reconnection = createReconnection({ clock, connect: () => connects.push(now) })
  const goOn = (ms: number) => {
    now += ms
    for (const [callback, at] of [...timers]) {
      if (at > now || !timers.delete(callback)) continue
      callback()
    }
  }
  return { reconnection, goOn, connects, timers }
}

describe('the reconnection of a number', () => {
  it('counts failures in a row, and since when there is nothing else', () => {
    const { reconnection, goOn } = build()

    expect(reconnection.closed('connection_lost')).toMatchObject({ failures: 1, failingForMs: 0 })
    goOn(5_000)
    expect(reconnection.closed('timed_out')).toMatchObject({ failures: 2, failingForMs: 5_000 })
  })

  it('begins anew only after a minute open', () => {
    const { reconnection, goOn } = build()
    reconnection.closed('connection_lost')
    reconnection.opened()
    goOn(59_999)
    expect(reconnection.closed('connection_lost')).toMatchObject({ failures: 2, failingForMs: 59_999 })
    reconnection.opened()
    goOn(60_000)
    expect(reconnection.closed('connection_lost')).toMatchObject({ failures: 1, failingForMs: 0 })
  })

  it('does not count a client that is told to come again after linking', () => {
    const { reconnection } = build()
    reconnection.closed('connection_lost')

    expect(reconnection.closed('restart_required')).toMatchObject({ failures: 0, failingForMs: 0 })
  })

  it('gives a new link one grace, and none once it was logged in with', () => {
    const { reconnection } = build()
    reconnection.linked()
    expect(reconnection.closed('restart_required').isFirstLogin).toBe(true)
    expect(reconnection.closed('logged_out').isFirstLogin).toBe(true)
    expect(reconnection.closed('logged_out').isFirstLogin).toBe(false)

    reconnection.linked()
    reconnection.opened()
    expect(reconnection.closed('logged_out').isFirstLogin).toBe(false)
  })

  it('counts logins elsewhere within an hour', () => {
    const { reconnection, goOn } = build()
    expect(reconnection.closed('replaced').replacements).toBe(1)
    goOn(3_599_999)
    expect(reconnection.closed('replaced').replacements).toBe(2)
    goOn(1)
    expect(reconnection.closed('replaced').replacements).toBe(2)
  })

  it('waits longer than one timer can', () => {
    const { reconnection, goOn, connects } = build()
    reconnection.after(2 ** 31 + 1_000)

    goOn(2 ** 31 - 1)
    expect(connects).toEqual([])
    expect(reconnection.isPending).toBe(true)
    goOn(1_001)
    expect(connects).toHaveLength(1)
    expect(reconnection.isPending).toBe(false)
  })

  it('leaves no timer behind', () => {
    const { reconnection, timers } = build()
    reconnection.after(1_000)
    reconnection.after(2_000)
    reconnection.after(null)
    expect(timers.size).toBe(1)
    reconnection.cancel()
    expect(timers.size).toBe(0)
  })
})
