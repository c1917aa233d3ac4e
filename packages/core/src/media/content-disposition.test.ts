import { expect, it } from 'vitest'
import { fileNameFromDisposition } from './content-disposition.ts'

/** Header values come as Node hands them out: one character per byte. */
const bytes = (text: string) => Buffer.from(text).toString('latin1')

it.each([
  ['nothing', undefined, undefined],
  ['no name', 'attachment', undefined],
  ['a token', 'attachment; filename=a.pdf', 'a.pdf'],
  ['a header without a type', 'filename=a.pdf', 'a.pdf'],
  ['a token with spaces around', 'attachment ;  FileName = a.pdf ; x=y', 'a.pdf'],
  ['a quoted name', 'attachment; filename="a b; c.pdf"', 'a b; c.pdf'],
  ['a quoted name with escapes', 'attachment; filename="a \\"b\\" \\\\c.pdf"', 'a "b" \\c.pdf'],
  ['an extended name', "attachment; filename*=UTF-8''%D9%81%D8%A7.pdf", 'فا.pdf'],
  ['an extended name with a language', "attachment; filename*=utf-8'ar'%D9%81%D8%A7.pdf", 'فا.pdf'],
  ['an extended name first', "attachment; filename*=UTF-8''b.pdf; filename=a.pdf", 'b.pdf'],
  ['an extended name last', "attachment; filename=a.pdf; filename*=UTF-8''b.pdf", 'b.pdf'],
  ['an extended name in Latin-1', "attachment; filename*=iso-8859-1''r%E9sum%E9.pdf", 'résumé.pdf'],
  ['an extended name in an unknown charset', "attachment; filename*=koi8-r''%C1.pdf; filename=a.pdf", 'a.pdf'],
  ['an extended name without charset', 'attachment; filename*=b.pdf; filename=a.pdf', 'a.pdf'],
  ['raw UTF-8', bytes('attachment; filename="فاتورة.pdf"'), 'فاتورة.pdf'],
  ['raw Latin-1', 'attachment; filename="r\u00e9sum\u00e9.pdf"', 'résumé.pdf'],
  ['percent-encoding in a plain name', 'attachment; filename="%D9%81%D8%A7.pdf"', 'فا.pdf'],
  ['a plain per cent sign', 'attachment; filename="100%.pdf"', '100%.pdf'],
  ['a quote that never closes', 'attachment; filename="a.pdf', 'a.pdf'],
  ['the first of two', 'attachment; filename=a.pdf; filename=b.pdf', 'a.pdf'],
  ['another parameter that ends alike', 'attachment; xfilename=a.pdf', undefined],
])('%s', (_what, header, name) => {
  expect(fileNameFromDisposition(header)).toBe(name)
})

it('reads a hostile header in time that grows with its length', () => {
  const header = `attachment${'; filename="\\'.repeat(1_200)}`

  expect(header.length).toBeLessThan(16_384)
  expect(fileNameFromDisposition(header)).toBeDefined()
})
