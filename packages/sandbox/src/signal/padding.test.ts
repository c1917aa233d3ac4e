import { describe, expect, it } from 'vitest'
import { pad, unpad } from './padding.ts'

describe('padding', () => {
  it('comes off again', () => {
    for (let length = 0; length < 40; length++) {
      const padded = pad(Buffer.alloc(length, 1))
      expect(padded.length - length).toBeGreaterThanOrEqual(1)
      expect(padded.length - length).toBeLessThanOrEqual(16)
      expect(unpad(padded)).toEqual(Buffer.alloc(length, 1))
    }
  })

  it.each([[[]], [[0]], [[1, 2, 9]]])('refuses %j', (bytes) => {
    expect(() => unpad(Buffer.from(bytes))).toThrow('no valid padding')
  })
})
