import { describe, expect, it } from 'vitest'
import { parseQrText } from './qr-text.ts'

const key = (byte: number) => Buffer.alloc(32, byte)
const parts = ['2@ref', key(1).toString('base64'), key(2).toString('base64'), key(3).toString('base64'), '1']
const expected = { ref: '2@ref', noiseKey: key(1), identityKey: key(2), advSecret: key(3) }

describe('QR text', () => {
  it.each([
    ['with the link', `https://wa.me/settings/linked_devices#${parts.join(',')}`],
    ['bare', parts.join(',')],
    ['with white space around', ` ${parts.join(',')}\n`],
  ])('reads a code %s', (_name, text) => {
    expect(parseQrText(text)).toEqual(expected)
  })

  it.each(['', 'hello', '2@ref,a,b,c', parts.slice(0, 3).join(',')])('refuses %j', (text) => {
    expect(parseQrText(text)).toBeUndefined()
  })
})
