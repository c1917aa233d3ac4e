import { expect, test } from 'vitest'
import { readQuery } from './read-query.ts'

test('a name that stands there once has its text, one that repeats has the list', () => {
  expect(readQuery('status=failed&to=%2B20&status=sent&empty=')).toEqual({
    status: ['failed', 'sent'],
    to: '+20',
    empty: '',
  })
})

test('no name reaches for the prototype of what is read', () => {
  const read = readQuery('__proto__=a&constructor=b')

  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  expect(Object.keys(read)).toEqual(['__proto__', 'constructor'])
})
