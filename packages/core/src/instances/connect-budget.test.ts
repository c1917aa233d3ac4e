import { describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { createConnectBudget } from './connect-budget.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A clock whose timers fire when the test says so. */
const handClock = () => {
  const timers = new Map<() => void, number>()
  const clock: Clock = {
    now: () => 0,
    elapsed: () => 0,
    after: (delayMs, callback) => {
      timers.set(callback, delayMs)
      return () => timers.delete(callback)
    },
  }
  const fireAll = () => {
    for (const callback of [...timers.keys()]) {
      timers.delete(callback)
      callback()
    }
  }
  return { clock, fireAll, delays: () => [...timers.values()] }
}

const build = () => {
  const hand = handClock()
  const budget = createConnectBudget({ clock: hand.clock, random: () => 1 })
  let running = 0
  const ends: (() => void)[] = []
  const connect = () =>
    new Promise<void>((resolve) => {
      running += 1
      ends.push(() => {
        running -= 1
        resolve()
      })
    })
  return { ...hand, budget, connect, ends, running: () => running }
}

describe('the connect budget', () => {
  it('lets one alone connect at once, and spreads those that come together', async () => {
    const { budget, connect, delays, running } = build()

    for (let number = 0; number < 4; number += 1) budget.add(connect, false)
    await turn()

    expect(running()).toBe(1)
    expect(delays()).toEqual([50, 100, 150])
  })

  it('connects five at a time', async () => {
    const { budget, connect, fireAll, ends, running } = build()

    for (let number = 0; number < 12; number += 1) budget.add(connect, false)
    fireAll()
    await turn()
    const atOnce = running()
    ends[0]?.()
    await turn()

    expect([atOnce, running(), ends.length]).toEqual([5, 5, 6])
  })

  it('has places of its own for what was handed over, twenty of them, and none of those waits', async () => {
    const { budget, connect, fireAll, delays, running } = build()
    for (let number = 0; number < 9; number += 1) budget.add(connect, false)
    fireAll()
    await turn()

    for (let number = 0; number < 25; number += 1) budget.add(connect, true)
    await turn()

    expect(delays()).toEqual([])
    expect(running()).toBe(5 + 20)
  })

  it('runs nothing more once it is closed', async () => {
    const { budget, connect, fireAll, ends, running } = build()
    for (let number = 0; number < 8; number += 1) budget.add(connect, false)

    budget.close()
    fireAll()
    for (const end of ends) end()
    await turn()

    expect(running()).toBe(0)
  })
})
