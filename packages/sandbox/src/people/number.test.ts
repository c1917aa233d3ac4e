import { describe, expect, it } from 'vitest'
import { toNumber } from './number.ts'

describe('numbers', () => {
  it.each(['491510000001', '+491510000001', '+49 1510 000001', '(49) 1510-000001'])('reads %s', (text) => {
    expect(toNumber(text)).toBe('491510000001')
  })

  it.each(['', '0151', '123456', '1234567890123456', '49151abc0001', '0491510000001'])('refuses %j', (text) => {
    expect(() => toNumber(text)).toThrow(expect.objectContaining({ code: 'bad_number' }))
  })
})
