import { describe, expect, it } from 'vitest'
import { namesPasskey } from './passkey-demand.ts'

describe('namesPasskey', () => {
  it.each([
    { tag: 'notification', attrs: { type: 'passkey_prologue_request' } },
    { tag: 'iq', attrs: {}, content: [{ tag: 'pair-device', attrs: {}, content: [{ tag: 'passkey', attrs: {} }] }] },
    { tag: 'notification', attrs: { 'is-passkey-required': 'true' } },
  ])('finds the word wherever it stands', (stanza) => {
    expect(namesPasskey(stanza)).toBe(true)
  })

  it('is calm about everything else', () => {
    expect(namesPasskey({ tag: 'iq', attrs: { type: 'set' }, content: [{ tag: 'ref', attrs: {} }] })).toBe(false)
    expect(namesPasskey({ tag: 'body', attrs: {}, content: 'my passkey' })).toBe(false)
  })
})
