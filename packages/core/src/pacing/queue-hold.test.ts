import { describe, expect, it } from 'vitest'
import { dailyCap, daysBetween } from './daily-cap.ts'
import { firstHold } from './held-reasons.ts'
import type { QueueDay, QueueState } from './queue-hold.ts'
import { holdsNow, sentOn } from './queue-hold.ts'

const at = Date.UTC(2026, 10, 23, 12)
const day: QueueDay = {
  at,
  day: '2026-11-23',
  dayEndsAt: at + 500,
  linkedDay: null,
  minuteAt: () => 12 * 60,
}
const state: QueueState = { holds: [], sentDay: '2026-11-23', sentToday: 5, firstContactsToday: 2 }

describe('the cap of a day', () => {
  const rules = { dailyMessages: 100, warmUp: { firstDay: 20, days: 4 } }

  it('rises evenly while a number is new', () => {
    expect([0, 1, 2, 3, 4, 5].map((days) => dailyCap(rules, days))).toEqual([20, 40, 60, 80, 100, 100])
  })

  it('holds in full for a number that is not new, and never exceeds itself', () => {
    expect(dailyCap(rules, null)).toBe(100)
    expect(dailyCap({ dailyMessages: 10, warmUp: { firstDay: 20, days: 4 } }, 0)).toBe(10)
    expect(dailyCap({}, 0)).toBeNull()
  })

  it('counts local days, also over a month and a change of the clock', () => {
    expect(daysBetween('2026-10-24', '2026-11-02')).toBe(9)
    expect(daysBetween('2026-11-23', '2026-11-23')).toBe(0)
  })
})

describe('what holds a queue', () => {
  it('is nothing below the cap, and the rest of the day from it on', () => {
    expect(holdsNow(state, { dailyMessages: 6 }, day)).toEqual([])
    expect(holdsNow(state, { dailyMessages: 5 }, day)).toEqual([{ reason: 'daily_cap', until: at + 500 }])
  })

  it('counts anew on another day, and goes on counting when the date goes back', () => {
    expect(sentOn(state, { ...day, day: '2026-11-24' })).toEqual({ messages: 0, firstContacts: 0 })
    expect(sentOn(state, { ...day, day: '2026-11-22' })).toEqual({ messages: 5, firstContacts: 2 })
  })

  it('is what somebody stored until its end, and what follows from the rules judged anew', () => {
    const stored = [
      { reason: 'rate_limited', until: at } as const,
      { reason: 'number_changed', until: null } as const,
      { reason: 'daily_cap', until: at + 500 } as const,
    ]

    expect(holdsNow({ ...state, holds: stored }, {}, day)).toEqual([{ reason: 'number_changed', until: null }])
  })

  it('is told by the reason that somebody has to act upon first', () => {
    const holds = [
      { reason: 'quiet_hours', until: at + 5 } as const,
      { reason: 'number_changed', until: null } as const,
    ]

    expect(firstHold(holds, at)?.reason).toBe('number_changed')
    expect(firstHold([{ reason: 'quiet_hours', until: at }], at)).toBeNull()
  })
})
