import { expect, test } from 'vitest'
import { requestIdOf } from './request-id.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

test.each([
  '4711',
  'order-4711_b.c',
  'x'.repeat(128),
  '12345678-1234-4234-8234-123456789012',
  '4bf92f3577b34da6a3ce929d0e0e4736',
  '1541815603606036480',
])('%j is taken as it is', (id) => {
  expect(requestIdOf({ 'x-request-id': id })).toBe(id)
})

test.each([
  undefined,
  '',
  'x'.repeat(129),
  'order 4711',
  'a/b',
  'a=b',
  'a\nb',
  'a\r\nset-cookie: b',
  'a\u007f',
  'é',
  '١',
  ['a', 'b'],
])('%j is answered with a new one', (id) => {
  expect(requestIdOf({ 'x-request-id': id })).toMatch(uuid)
})

test('each new one is another', () => {
  expect(requestIdOf({})).not.toBe(requestIdOf({}))
})

test.each(['201001234567', 'to-201001234567', '201001234567_2', '+201001234567', 'a.4915112345678.b', '1234567'])(
  '%j, which may be a phone number, stands in no log',
  (id) => {
    expect(requestIdOf({ 'x-request-id': id })).toMatch(uuid)
  },
)
