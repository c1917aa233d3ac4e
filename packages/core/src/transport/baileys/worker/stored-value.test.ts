import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromStoredValue, toStoredValue, UnreadableValueError } from './stored-value.ts'

describe('a stored value', () => {
  it('begins with the byte of its form', () => {
    expect(toStoredValue({ a: 1 })[0]).toBe(0x01)
  })

  it.each([
    ['text', 'device:1'],
    ['a list', ['0', '12']],
    ['a key pair', { public: randomBytes(32), private: randomBytes(32) }],
    ['bytes', Buffer.from([0, 1, 255])],
    ['nested facts', { counter: 0, isRegistered: false, me: { id: '1@s.whatsapp.net' }, none: null }],
  ])('gives %s back', (_kind, value) => {
    expect(fromStoredValue(toStoredValue(value))).toEqual(value)
  })

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['an unknown form', Buffer.from([0x02, 0x7b, 0x7d])],
    ['JSON without its form', Buffer.from('{}')],
    ['half of a value', toStoredValue({ key: randomBytes(32) }).subarray(0, 20)],
  ])('is unreadable when it is %s', (_kind, bytes) => {
    expect(() => fromStoredValue(bytes)).toThrow(UnreadableValueError)
  })

  it('shows nothing of what it holds in the error', () => {
    const secret = 'c2VjcmV0LWtleQ'

    expect(() => fromStoredValue(Buffer.concat([Buffer.from([1]), Buffer.from(secret)]))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    )
  })
})
