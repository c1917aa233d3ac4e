import { expect, test } from 'vitest'
import { assertJson } from './media-type.ts'

test.each([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/json; profile=x; charset=utf8',
])('%s is taken', (type) => {
  expect(() => assertJson({ 'content-type': type })).not.toThrow()
})

test.each([
  undefined,
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'application/vnd.api+json',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
])('%s is refused', (type) => {
  expect(() => assertJson({ 'content-type': type })).toThrow(
    expect.objectContaining({ code: 'unsupported_media_type' }),
  )
})

test('a compressed body is refused, an identical one is not', () => {
  const type = { 'content-type': 'application/json' }

  expect(() => assertJson({ ...type, 'content-encoding': 'gzip' })).toThrow(/Content-Encoding/)
  expect(() => assertJson({ ...type, 'content-encoding': 'identity' })).not.toThrow()
})
