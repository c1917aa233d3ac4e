import { describe, expect, it } from 'vitest'
import type { DocumentClues } from './document-name.ts'
import { describeDocument, sanitizeFileName } from './document-name.ts'

const pdf = 'application/pdf'
const bin = 'application/octet-stream'
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** What is known, and the name and type that come of it. The URL is https://example.com and the path. */
const table: readonly (readonly [string, Partial<DocumentClues> & { path?: string }, string, string])[] = [
  ["the caller's name in Arabic", { filename: 'فاتورة.pdf' }, 'فاتورة.pdf', pdf],
  [
    "the caller's name before all",
    { filename: 'a.pdf', contentDisposition: 'filename="b.txt"', path: '/c.zip' },
    'a.pdf',
    pdf,
  ],
  ["the caller's name without extension, as it is", { filename: 'invoice', contentType: pdf }, 'invoice', pdf],
  ["the caller's name climbing out", { filename: '../../etc/passwd' }, 'passwd', bin],
  ["the caller's name of a path on Windows", { filename: 'C:\\temp\\x.pdf' }, 'x.pdf', pdf],
  ["the caller's name of dots only", { filename: '..', path: '/x.pdf' }, 'x.pdf', pdf],
  ["the caller's name of a folder", { filename: 'folder/', path: '/x.pdf' }, 'x.pdf', pdf],
  ["the caller's name empty", { filename: '', path: '/x.pdf' }, 'x.pdf', pdf],
  ["the caller's name of white space", { filename: ' \t ', path: '/x.pdf' }, 'x.pdf', pdf],
  ['a name with a null', { filename: 'a.pdf\u0000.zip' }, 'a.pdf.zip', 'application/zip'],
  ['a name with line breaks', { filename: 'a\r\nb\u2028c.pdf' }, 'abc.pdf', pdf],
  ['a name turned round', { filename: 'invoice\u202efdp.zip' }, 'invoicefdp.zip', 'application/zip'],
  ['a name with isolates', { filename: '\u2066a\u2069.pdf' }, 'a.pdf', pdf],
  ['a name with marks that Persian needs', { filename: 'می\u200cخواهم.pdf' }, 'می\u200cخواهم.pdf', pdf],
  ['a name with a lone surrogate', { filename: 'a\ud800.pdf' }, 'a.pdf', pdf],
  ['a name with an emoji', { filename: '📄 offer.pdf' }, '📄 offer.pdf', pdf],
  ['a name that is decomposed', { filename: 're\u0301sume\u0301.pdf' }, 'résumé.pdf', pdf],
  ['a name with several dots', { filename: 'report.v1.2.tar.gz' }, 'report.v1.2.tar.gz', 'application/gzip'],
  ["the server's name", { contentDisposition: 'attachment; filename="b.pdf"', path: '/c.zip' }, 'b.pdf', pdf],
  ["the server's name climbing out", { contentDisposition: 'attachment; filename="../../b.pdf"' }, 'b.pdf', pdf],
  ["the server's name without extension", { contentDisposition: 'filename=b', contentType: pdf }, 'b.pdf', pdf],
  ["the URL's last part", { path: '/files/c.pdf' }, 'c.pdf', pdf],
  ["the URL's last part, not its query", { path: '/files/c.pdf?name=d.exe' }, 'c.pdf', pdf],
  ["the URL's last part in Arabic", { path: '/%D9%81%D8%A7%D8%AA%D9%88%D8%B1%D8%A9.pdf' }, 'فاتورة.pdf', pdf],
  ["the URL's last part hiding a path", { path: '/a%2F..%2F..%2Fb.pdf' }, 'b.pdf', pdf],
  ["the URL's last part hiding dots", { path: '/%2e%2e%5c%2e%2e', contentType: pdf }, 'document.pdf', pdf],
  ["the URL's last part badly encoded", { path: '/%ff.pdf' }, '%ff.pdf', pdf],
  ["the URL's last part without extension", { path: '/download', contentType: pdf }, 'download.pdf', pdf],
  ["the URL's last part with an unknown one", { path: '/report.final', contentType: pdf }, 'report.final.pdf', pdf],
  ["the URL's last part called as an extension", { path: '/pdf', contentType: docx }, 'pdf.docx', docx],
  ['no name', { path: '/', contentType: docx }, 'document.docx', docx],
  ['no name, type by the bytes', { path: '/', sniffed: pdf }, 'document.pdf', pdf],
  ['no name and no type', { path: '/' }, 'document', bin],
  ["the caller's type before all", { mimetype: pdf, contentType: 'text/html', path: '/a.zip' }, 'a.zip', pdf],
  ["the caller's type with parameters", { mimetype: 'Text/Plain; charset=utf-8', path: '/a' }, 'a.txt', 'text/plain'],
  ["the caller's type that is none", { mimetype: 'pdf', contentType: pdf, path: '/a' }, 'a.pdf', pdf],
  ["the server's type before the extension's", { contentType: pdf, path: '/a.zip' }, 'a.zip', pdf],
  ["the server's type that says nothing", { contentType: bin, path: '/a.docx' }, 'a.docx', docx],
  ["the extension's type before the bytes'", { path: '/a.docx', sniffed: 'application/zip' }, 'a.docx', docx],
]

describe('describeDocument', () => {
  it.each(table)('%s', (_what, { path = '/', ...clues }, filename, mimetype) => {
    const url = new URL(path, 'https://example.com')

    expect(describeDocument({ ...clues, url })).toEqual({ filename, mimetype })
  })
})

describe('sanitizeFileName', () => {
  it('shortens to 255 bytes between characters and keeps the extension', () => {
    const name = sanitizeFileName(`${'ف'.repeat(300)}.pdf`) ?? ''

    expect(Buffer.byteLength(name)).toBe(254)
    expect(name).toMatch(/^ف+\.pdf$/)
  })

  it('does not cut an emoji in half', () => {
    const name = sanitizeFileName(`a${'📄'.repeat(100)}`) ?? ''

    expect(Buffer.byteLength(name)).toBe(253)
    expect(name).toMatch(/^a📄+$/u)
  })

  it('leaves room for the extension that is added', () => {
    const url = new URL(`https://example.com/${'a'.repeat(300)}`)

    const { filename } = describeDocument({ url, contentType: pdf })

    expect(filename).toMatch(/^a+\.pdf$/)
    expect(filename).toHaveLength(255)
  })
})
