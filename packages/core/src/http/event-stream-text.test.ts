import { expect, test } from 'vitest'
import { toEventText } from './event-stream-text.ts'

test('a block ends with an empty line, and a text in it breaks no line', () => {
  expect(toEventText({ id: 7, event: 'message.sent', data: { text: 'one\ntwo\r\n\nthree' } })).toBe(
    'id: 7\nevent: message.sent\ndata: {"text":"one\\ntwo\\r\\n\\nthree"}\n\n',
  )
})

test('a block without data tells where to come back to, and nothing to the code of the client', () => {
  expect(toEventText({ retryMs: 3_000, id: 0 })).toBe('retry: 3000\nid: 0\n:\n\n')
})
