import { expect, test } from 'vitest'
import { checkJson } from './check-json.ts'

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

test.each([
  ['emoji, joiners and bidi controls', { text: '👩‍👩‍👧 \u202Eabc\u202C e\u0301' }],
  ['a constructor that is only a word', { constructor: 'Bauhaus' }],
  ['32 levels', nested(32)],
  ['a number', 1],
])('%s pass', (_name, value) => {
  expect(() => checkJson(value)).not.toThrow()
})

test.each([
  ['33 levels', nested(33), 'nested deeper'],
  ['50,000 levels', nested(50_000), 'nested deeper'],
  ['a __proto__ key', JSON.parse('{"a":{"__proto__":{"isAdmin":true}}}'), '__proto__'],
  ['a constructor.prototype key', JSON.parse('{"constructor":{"prototype":{}}}'), 'constructor'],
])('%s is refused in words', (_name, value, words) => {
  expect(() => checkJson(value)).toThrow(
    expect.objectContaining({ code: 'invalid_request', message: expect.stringContaining(words) }),
  )
})
