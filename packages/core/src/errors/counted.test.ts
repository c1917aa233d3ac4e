import { expect, test } from 'vitest'
import { counted } from './counted.ts'

test.each([
  [0, '0 instances'],
  [0.1, '0.1 instances'],
  [1, '1 instance'],
  [2, '2 instances'],
])('%d of something are told as %s', (count, words) => {
  expect(counted(count, 'instance')).toBe(words)
})
