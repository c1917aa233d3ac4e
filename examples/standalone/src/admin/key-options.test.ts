import { describe, expect, it } from 'vitest'
import { UsageError } from './command.ts'
import { readDuration, readKeyOptions } from './key-options.ts'

const read = (options: Record<string, string>) => readKeyOptions({ positionals: [], options })

describe('readKeyOptions', () => {
  it('leaves out what is not given', () => {
    expect(read({})).toEqual({})
    expect(read({ scopes: 'read,send', instances: '1,22' })).toEqual({ scopes: ['read', 'send'], instanceIds: [1, 22] })
  })

  it('takes a bound away with the words all and never', () => {
    expect(read({ instances: 'all', expires: 'never' })).toEqual({ instanceIds: null, expiresAt: null })
  })

  it('reads an end as a time or as how long it is until then', () => {
    expect(read({ expires: '2027-01-31T02:00:00+02:00' })).toEqual({ expiresAt: new Date('2027-01-31T00:00:00Z') })
    const end = Number(read({ expires: '90d' }).expiresAt)
    expect(Math.abs(end - Date.now() - 90 * 86_400_000)).toBeLessThan(10_000)
  })

  it.each([
    ['scopes', 'write'],
    ['scopes', ''],
    ['instances', '1,x'],
    ['instances', ''],
    ['expires', 'tomorrow'],
    ['expires', '2027-01-31'],
    ['expires', '5y'],
  ])("refuses --%s '%s'", (name, text) => {
    expect(() => read({ [name]: text })).toThrow(UsageError)
  })
})

describe('readDuration', () => {
  it.each([
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['1d', 86_400_000],
  ])('reads %s', (text, ms) => {
    expect(readDuration('grace', text)).toBe(ms)
  })
})
