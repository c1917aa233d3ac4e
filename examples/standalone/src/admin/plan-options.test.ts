import { describe, expect, it } from 'vitest'
import { UsageError } from './command.ts'
import { readPlan } from './plan-options.ts'

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
