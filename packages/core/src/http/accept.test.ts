import { expect, test } from 'vitest'
import { prefers } from './accept.ts'

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['image/png', true],
  ['IMAGE/PNG;q=0.5', true],
  ['image/*', true],
  ['image/avif,image/webp,image/*,*/*;q=0.8', true],
  ['image/png;q=0.2, application/json;q=0.1', true],
  ['image/png;q=0.2, application/json', false],
  ['image/png, application/json', false],
  ['image/png;q=0', false],
  ['image/png;q=0, */*', false],
  ['image/jpeg', false],
  [';;,,=', false],
])('a picture is wanted rather than JSON by accept: %s → %s', (accept, isWanted) => {
  expect(prefers(accept, 'image/png', 'application/json')).toBe(isWanted)
})
