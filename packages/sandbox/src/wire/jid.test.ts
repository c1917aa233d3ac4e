import { describe, expect, it } from 'vitest'
import { formatJid, parseJid } from './jid.ts'

describe('parseJid', () => {
  it.each([
    ['4915112345678@s.whatsapp.net', { user: '4915112345678', device: 0, server: 's.whatsapp.net' }],
    ['4915112345678:7@s.whatsapp.net', { user: '4915112345678', device: 7, server: 's.whatsapp.net' }],
    ['104912345678901:12@lid', { user: '104912345678901', device: 12, server: 'lid' }],
    ['@s.whatsapp.net', { user: '', device: 0, server: 's.whatsapp.net' }],
  ])('splits %s', (text, expected) => {
    expect(parseJid(text)).toEqual(expected)
    expect(formatJid(parseJid(text))).toBe(text)
  })

  it.each(['', '4915112345678', 'a@', 'a@b@c', 'a:b@lid', 'a:1:2@lid'])('throws on %j without repeating it', (text) => {
    expect(() => parseJid(text)).toThrow('Not a WhatsApp address: expected user[:device]@server.')
  })
})

describe('formatJid', () => {
  it('leaves device 0 and an absent device out', () => {
    expect(formatJid({ user: '1', device: 0, server: 'lid' })).toBe('1@lid')
    expect(formatJid({ user: '1', server: 'lid' })).toBe('1@lid')
    expect(formatJid({ user: '1', device: 4, server: 'lid' })).toBe('1:4@lid')
  })
})
