import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { createLeaseDeadline } from './lease-deadline.ts'

const build = () => {
  let time = 0
  let timer: { readonly at: number; readonly callback: () => void } | null = null
  let passed = 0
  const clock: Clock = {
    // The time of day says nothing about a lease.
    now: () => Date.UTC(1999, 0, 1),
    elapsed: () => time,
    after: (delayMs, callback) => {
      const own = { at: time + delayMs, callback }
      timer = own
      return () => {
        if (timer === own) timer = null
      }
    },
  }
  const deadline = createLeaseDeadline({ clock, ttlMs: 10_000, onPassed: () => (passed += 1) })
  const goTo = (at: number) => {
    time = at
    const due = timer
    if (due === null || due.at > at) return
    timer = null
    due.callback()
  }
  return { deadline, goTo, passed: () => passed, setTime: (at: number) => (time = at) }
}

describe('the deadline of leases', () => {
  it('has passed before the first renewal', () => {
    expect(build().deadline.isHeld()).toBe(false)
    expect(build().deadline.remainingMs()).toBe(0)
  })

  it('passes at eight tenths of the life, counted from before the request', () => {
    const { deadline, goTo, passed } = build()
    goTo(500)
    deadline.renewed(0)

    goTo(7_999)
    const before = [deadline.isHeld(), deadline.remainingMs(), passed()]
    goTo(8_000)

    expect(before).toEqual([true, 1, 0])
    expect([deadline.isHeld(), deadline.remainingMs(), passed()]).toEqual([false, 0, 1])
  })

  it('moves on with every renewal', () => {
    const { deadline, goTo, passed } = build()
    deadline.renewed(0)
    goTo(7_000)
    deadline.renewed(7_000)

    goTo(14_999)

    expect([deadline.isHeld(), passed()]).toEqual([true, 0])
  })

  it('has passed for a process that slept, before any timer of it could fire', () => {
    const { deadline, setTime } = build()
    deadline.renewed(0)

    setTime(60_000)

    expect(deadline.isHeld()).toBe(false)
  })

  it('leaves no timer behind', () => {
    const { deadline, goTo, passed } = build()
    deadline.renewed(0)

    deadline.close()
    goTo(60_000)

    expect(passed()).toBe(0)
  })
})
