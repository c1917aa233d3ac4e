import { describe, expect, it } from 'vitest'
import type { AcceptJob, UndecidedAccept } from './accept-group.ts'
import { countAlike, takeGroup } from './accept-group.ts'

const job = (messages: number, key?: string, accountId = 1): AcceptJob => ({
  batch: {
    accountId,
    instanceId: 1,
    at: 0,
    messages: Array.from({ length: messages }, (_, index) => ({
      waMessageId: `3EB0${index}`,
      recipient: '201001234567',
      type: 'text',
      content: { text: 'Hello' },
    })),
    idempotency: key === undefined ? undefined : { key, route: 'send', bodyHash: 'h' },
  },
  resolve: () => undefined,
  reject: () => undefined,
  askedAt: 0,
  isInDoubt: false,
})

describe('a group of accepts', () => {
  it('is everything that waits, while it fits', () => {
    const waiting = [job(1), job(100), job(1, 'a'), job(1, 'b')]

    expect(takeGroup(waiting)).toEqual({ group: waiting, later: [] })
  })

  it('ends before the call that would make it too large, and keeps the order', () => {
    const waiting = [job(600), job(300), job(200), job(1)]

    expect(takeGroup(waiting)).toEqual({ group: waiting.slice(0, 2), later: waiting.slice(2) })
  })

  it('takes one call that is too large alone', () => {
    const waiting = [job(2_000), job(1)]

    expect(takeGroup(waiting)).toEqual({ group: waiting.slice(0, 1), later: waiting.slice(1) })
  })

  it('holds a key of an account once: its twin waits for the answer', () => {
    const [first, other, twin, foreign] = [job(1, 'a'), job(1), job(1, 'a'), job(1, 'a', 2)]

    expect(takeGroup([first, other, twin, foreign])).toEqual({ group: [first, other, foreign], later: [twin] })
  })
})

describe('calls that are decided together', () => {
  const undecided = (day: string | null): UndecidedAccept => ({
    job: job(1),
    call:
      day === null
        ? null
        : {
            batch: job(1).batch,
            timeZone: 'UTC',
            periods: { day, month: day.slice(0, 7), dayEndsAt: 0, monthEndsAt: 0 },
          },
  })

  it('count in one day, so that two transactions never hold a day each and wait for the other', () => {
    expect(countAlike(['2026-11-30', '2026-11-30', '2026-12-01', '2026-11-30'].map(undecided))).toBe(2)
  })

  it('are few enough for one transaction', () => {
    expect(countAlike(Array.from({ length: 120 }, () => undecided('2026-11-30')))).toBe(50)
  })

  it('are known: one of an unknown time zone is decided alone', () => {
    expect(countAlike([null, null, '2026-11-30'].map(undecided))).toBe(1)
    expect(countAlike(['2026-11-30', null].map(undecided))).toBe(1)
  })

  it('are none when nobody waits', () => {
    expect(countAlike([])).toBe(0)
  })
})
