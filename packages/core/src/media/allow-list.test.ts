import { describe, expect, it } from 'vitest'
import { isAllowed, parseAllowEntry } from './allow-list.ts'

describe('parseAllowEntry', () => {
  it.each([
    ['files.internal:8080', 'files.internal:8080'],
    ['Files.Internal.:08080', 'files.internal:8080'],
    ['127.1:80', '127.0.0.1:80'],
    ['[::1]:9000', '::1:9000'],
    ['example.com:443', 'example.com:443'],
  ])('reads %s', (entry, canonical) => {
    expect(parseAllowEntry(entry)).toBe(canonical)
  })

  it.each([
    '',
    'example.com',
    ':80',
    'example.com:',
    'example.com:0',
    'example.com:65536',
    'a/b:80',
    'u@h:80',
    '*:80 ',
  ])('refuses %j', (entry) => {
    expect(parseAllowEntry(entry)).toBeUndefined()
  })
})

describe('isAllowed', () => {
  it('compares the port that a URL leads to, also when it names none', () => {
    expect(isAllowed(new URL('https://files.internal/a'), ['files.internal:443'])).toBe(true)
    expect(isAllowed(new URL('http://files.internal/a'), ['files.internal:443'])).toBe(false)
    expect(isAllowed(new URL('http://files.internal./a'), ['files.internal:80'])).toBe(true)
  })
})
