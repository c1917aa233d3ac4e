import { describe, expect, it } from 'vitest'
import { UsageError } from './command.ts'
import { describeAccount, readPlan } from './plan-options.ts'

const planOf = (options: Record<string, string>) => readPlan({ positionals: [], options })

describe('readPlan', () => {
  it('leaves out what is not given', () => {
    expect(planOf({})).toEqual({})
    expect(planOf({ daily: '10' })).toEqual({ dailyMessages: 10 })
  })

  it('takes a limit away with the word unlimited', () => {
    expect(planOf({ monthly: 'unlimited', instances: '0' })).toEqual({ monthlyMessages: null, instances: 0 })
  })

  it.each(['-1', '1.5', 'many', ''])("refuses '%s'", (text) => {
    expect(() => planOf({ monthly: text })).toThrow(UsageError)
  })
})

describe('describeAccount', () => {
  it.each([
    [{ monthlyMessages: 1, dailyMessages: 1, instances: 1 }, '1 message a month, 1 a day, 1 instance'],
    [
      { monthlyMessages: 20, dailyMessages: null, instances: null },
      '20 messages a month, unlimited a day, unlimited instances',
    ],
  ])('counts in words', (plan, words) => {
    const facts = { id: 2, name: 'shop', timeZone: 'UTC', isDisabled: false, createdAt: new Date() }

    expect(describeAccount({ ...facts, plan })).toBe(`Account 2 (shop): ${words}, UTC, enabled.`)
  })
})
