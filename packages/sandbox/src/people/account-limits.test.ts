import { expect, it } from 'vitest'
import { createAccountLimits, mayWriteTo, noteWriting } from './account-limits.ts'

const KNOWN = '491510000002'
const NEW = '491510000003'
const OTHER = '491510000004'

it('a restricted account may write to who wrote to it, and to everybody once the time is over', () => {
  const limits = createAccountLimits()
  limits.heardFrom.add(KNOWN)
  limits.restriction = { until: 100, type: 'BIZ_QUALITY' }

  expect([KNOWN, NEW].map((number) => mayWriteTo(limits, number, 99))).toEqual([true, false])
  expect(mayWriteTo(limits, NEW, 100)).toBe(true)
})

it('one that it wrote to before is refused as well while it is restricted', () => {
  const limits = createAccountLimits()
  noteWriting(limits, NEW, 1)
  limits.restriction = { until: 100, type: 'BIZ_QUALITY' }

  expect(mayWriteTo(limits, NEW, 99)).toBe(false)
})

it('a cap counts each new chat once, and leaves those who are in one alone', () => {
  const limits = createAccountLimits()
  limits.heardFrom.add(KNOWN)
  limits.newChatCap = { total: 1, used: 0, startedAt: 0, until: 100 }

  expect(noteWriting(limits, KNOWN, 1)).toEqual({ usedUp: false })
  expect(noteWriting(limits, NEW, 1)).toEqual({ usedUp: true })
  expect(noteWriting(limits, NEW, 1)).toEqual({ usedUp: false })
  expect([KNOWN, NEW, OTHER].map((number) => mayWriteTo(limits, number, 99))).toEqual([true, true, false])
  expect(mayWriteTo(limits, OTHER, 100)).toBe(true)
})
