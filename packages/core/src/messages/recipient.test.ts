import { describe, expect, it } from 'vitest'
import { readRecipient } from './recipient.ts'

describe('readRecipient', () => {
  it.each([
    ['201001234567', '201001234567'],
    ['+20 100 123 4567', '201001234567'],
    ['00201001234567', '201001234567'],
    ['+20 (100) 123-4567', '201001234567'],
    ['٢٠١٠٠١٢٣٤٥٦٧', '201001234567'],
    ['۲۰۱۰۰۱۲۳۴۵۶۷', '201001234567'],
    ['\u200e+201001234567\u202c', '201001234567'],
    ['5561912345678', '5561912345678'],
    ['556112345678', '556112345678'],
    ['4915112345678', '4915112345678'],
  ])('cleans %j to %s', (written, digits) => {
    expect(readRecipient(written)).toEqual({ ok: true, digits })
  })

  it.each([
    ['01001234567', 'national 0'],
    ['201001234567@s.whatsapp.net', 'WhatsApp address'],
    ['2010O1234567', 'no digits'],
    ['', 'empty'],
    ['+', 'empty'],
    ['123456', '7 to 15'],
    ['1234567890123456', '7 to 15'],
    ['9991234567890', 'country code'],
    ['20100123456789', 'length'],
    [201001234567, 'string'],
    [null, 'string'],
    ['2'.repeat(65), 'too long'],
  ])('refuses %j and says what to write', (written, word) => {
    const outcome = readRecipient(written)

    expect(outcome).toMatchObject({ ok: false, problem: expect.stringContaining(word) })
    expect(outcome).toMatchObject({ problem: expect.stringContaining('201001234567') })
  })
})
