import { describe, expect, it } from 'vitest'
import { toHarmlessText } from './harmless-text.ts'

describe('toHarmlessText', () => {
  it.each([
    ['sent to 491510000002@s.whatsapp.net now', 'sent to (address) now'],
    ['number 491510000002 is gone', 'number (number) is gone'],
    ['key AbCdEfGhIjKlMnOpQrStUvWxYz0123== lost', 'key (token) lost'],
    ['Stream Errored (conflict)', 'Stream Errored (conflict)'],
    ['code 515 after 3 tries', 'code 515 after 3 tries'],
  ])('%s', (text, harmless) => {
    expect(toHarmlessText(text)).toBe(harmless)
  })

  it('is never long', () => {
    expect(toHarmlessText('word '.repeat(200)).length).toBeLessThanOrEqual(160)
  })
})
