import { describe, expect, it } from 'vitest'
import { isLater, whatsAppVersion } from './client-version.ts'

describe('isLater', () => {
  it.each([
    [[2, 3000, 11], [2, 3000, 10], true],
    [[2, 3001, 1], [2, 3000, 10], true],
    [[3, 0, 0], [2, 3000, 10], true],
    [[2, 3000, 10], [2, 3000, 10], false],
    [[2, 3000, 9], [2, 3000, 10], false],
    [[2, 2999, 11], [2, 3000, 10], false],
  ] as const)('%j against %j: %s', (version, than, expected) => {
    expect(isLater(version, than)).toBe(expected)
  })
})

describe('whatsAppVersion', () => {
  it.each([[[2, 3000]], [[2, 3000, -1]], [[2, 3000, 1.5]], ['2.3000.1'], [null]])('does not take %j', (value) => {
    expect(whatsAppVersion.safeParse(value).success).toBe(false)
  })
})
