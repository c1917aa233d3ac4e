import { expect, test } from 'vitest'
import { allows, keyScopes } from './key-scopes.ts'

test.each([
  [['read'], ['read']],
  [['send'], ['send']],
  [
    ['read', 'send'],
    ['read', 'send'],
  ],
  [['manage'], ['read', 'send', 'manage']],
  [[], []],
] as const)('a key with %j may do %j', (scopes, allowed) => {
  expect(keyScopes.filter((wanted) => allows(scopes, wanted))).toEqual(allowed)
})
