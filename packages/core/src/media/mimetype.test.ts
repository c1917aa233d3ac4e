import { expect, it } from 'vitest'
import { parseMimetype } from './mimetype.ts'

it.each([
  ['application/pdf', 'application/pdf'],
  [' Application/PDF ; charset=binary', 'application/pdf'],
  ['image/svg+xml', 'image/svg+xml'],
  ['application/vnd.ms-excel.sheet.macroEnabled.12', 'application/vnd.ms-excel.sheet.macroenabled.12'],
  ['application/octet-stream', undefined],
  ['application/force-download', undefined],
  ['pdf', undefined],
  ['a/b/c', undefined],
  ['text/pla in', undefined],
  ['text/html\r\nX: y', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j is read as %j', (value, mimetype) => {
  expect(parseMimetype(value)).toBe(mimetype)
})
