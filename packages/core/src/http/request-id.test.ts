import { expect, test } from 'vitest'
import { requestIdOf } from './request-id.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

test.each(['4711', 'order 4711', '~!@#$%^&*()"', 'x'.repeat(128)])('%j is taken as it is', (id) => {
  expect(requestIdOf({ 'x-request-id': id })).toBe(id)
})

test.each([undefined, '', 'x'.repeat(129), 'a\nb', 'a\r\nset-cookie: b', 'a\u007f', 'é', '١', ['a', 'b']])(
  '%j is answered with a new one',
  (id) => {
    expect(requestIdOf({ 'x-request-id': id })).toMatch(uuid)
  },
)

test('each new one is another', () => {
  expect(requestIdOf({})).not.toBe(requestIdOf({}))
})
