import { describe, expect, it } from 'vitest'
import { checkMediaUrl } from '../media/media-url.ts'
import { readMessage } from './read-message.ts'

const read = (input: unknown) => readMessage(input, (url) => checkMediaUrl(url, []))

describe('readMessage', () => {
  it('reads a text, which is the default type', () => {
    expect(read({ to: '+20 100 123 4567', text: 'Hello 👋' })).toEqual({
      ok: true,
      message: { recipient: '201001234567', type: 'text', content: { text: 'Hello 👋' }, timing: {} },
    })
  })

  it('reads an image and a document', () => {
    const content = {
      url: 'https://example.com/a.pdf',
      caption: 'Bill',
      filename: 'فاتورة.pdf',
      mimetype: 'application/pdf',
    }

    expect(read({ to: '201001234567', type: 'document', content })).toMatchObject({ ok: true, message: { content } })
    expect(read({ to: '201001234567', type: 'image', content })).toMatchObject({
      ok: true,
      message: { type: 'image', content: { url: content.url, caption: 'Bill' } },
    })
  })

  it('stores nothing it does not know', () => {
    expect(read({ to: '201001234567', text: 'Hi', status: 'sent', accountId: 9 })).toEqual({
      ok: true,
      message: { recipient: '201001234567', type: 'text', content: { text: 'Hi' }, timing: {} },
    })
  })

  it.each([
    [null, '', 'must be an object'],
    [[], '', 'must be an object'],
    [{}, 'to', 'required'],
    [{ to: '01001234567', text: 'Hi' }, 'to', 'national 0'],
    [{ to: '201001234567' }, 'text', 'required'],
    [{ to: '201001234567', text: '' }, 'text', 'empty'],
    [{ to: '201001234567', text: 7 }, 'text', 'string'],
    [{ to: '201001234567', text: 'a\0b' }, 'text', 'NUL'],
    [{ to: '201001234567', text: '\ud800' }, 'text', 'surrogate'],
    [{ to: '201001234567', text: 'x'.repeat(65_537) }, 'text', '65,536'],
    [{ to: '201001234567', type: 'sticker' }, 'type', 'text, image, document'],
    [{ to: '201001234567', type: 'toString' }, 'type', 'text, image, document'],
    [{ to: '201001234567', type: 'image' }, 'content', 'required'],
    [{ to: '201001234567', type: 'image', content: 'https://example.com' }, 'content', 'object'],
    [{ to: '201001234567', type: 'image', content: {} }, 'content.url', 'required'],
    [{ to: '201001234567', type: 'image', content: { url: 'file:///etc/passwd' } }, 'content.url', 'http'],
    [{ to: '201001234567', type: 'image', content: { url: 'http://127.0.0.1/a.png' } }, 'content.url', 'public'],
    [
      { to: '201001234567', type: 'document', content: { url: 'https://example.com/a', mimetype: 'pdf' } },
      'content.mimetype',
      'MIME',
    ],
  ])('refuses %j', (input, field, word) => {
    const outcome = read(input)

    expect(outcome).toMatchObject({ ok: false })
    expect(outcome.ok ? [] : outcome.problems).toContainEqual({ field, problem: expect.stringContaining(word) })
  })

  it('names everything that is wrong at once', () => {
    const outcome = read({ to: 'abc', type: 'image', content: { url: 5 } })

    expect(outcome.ok ? [] : outcome.problems.map(({ field }) => field)).toEqual(['to', 'content.url'])
  })
})
