import { describe, expect, it } from 'vitest'
import { createApiKey, hashApiKey, isApiKeyShaped, prefixOfApiKey } from './api-key.ts'

describe('API keys', () => {
  it('are shaped, distinct and carry 256 bits', () => {
    const keys = Array.from({ length: 200 }, createApiKey)

    expect(keys.every(isApiKeyShaped)).toBe(true)
    expect(new Set(keys).size).toBe(200)
    expect(keys[0]).toHaveLength(4 + 43 + 6)
  })

  it('are refused by their checksum after any one changed character', () => {
    const key = createApiKey()

    const mistyped = Array.from({ length: key.length - 4 }, (_, index) => {
      const at = index + 4
      return `${key.slice(0, at)}${key[at] === 'a' ? 'b' : 'a'}${key.slice(at + 1)}`
    })

    expect(mistyped.filter(isApiKeyShaped)).toEqual([])
  })

  it('are refused when they are something else', () => {
    expect(['', 'khb_', 'secret', `${createApiKey()}x`, createApiKey().toLowerCase()].filter(isApiKeyShaped)).toEqual(
      [],
    )
  })

  it('are stored as a hash that does not hold them', () => {
    const key = createApiKey()

    expect(hashApiKey(key)).toMatch(/^[0-9a-f]{64}$/u)
    expect(hashApiKey(key)).toBe(hashApiKey(key))
    expect(prefixOfApiKey(key)).toBe(key.slice(0, 10))
  })
})
