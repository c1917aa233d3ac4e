import type { WAMessage } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { toInboundEvent } from './inbound.ts'

const now = 1_700_000_000_000
const unknown = async () => null
const message = (key: Partial<WAMessage['key']>, rest: Partial<WAMessage> = {}): WAMessage => ({
  key: { remoteJid: '491510000002@s.whatsapp.net', fromMe: false, id: 'A', ...key },
  message: { conversation: 'hello' },
  messageTimestamp: 1_690_000_000,
  ...rest,
})

describe('toInboundEvent', () => {
  it('tells who wrote and when, and no more', async () => {
    expect(await toInboundEvent(message({}), unknown, now)).toEqual({
      type: 'message',
      from: '491510000002',
      at: 1_690_000_000_000,
    })
  })

  it('finds the phone number of a hidden address beside it', async () => {
    const hidden = message({ remoteJid: '88002@lid', remoteJidAlt: '491510000002@s.whatsapp.net' })

    expect((await toInboundEvent(hidden, unknown, now))?.from).toBe('491510000002')
  })

  it('finds the phone number of a hidden address in the memory of addresses', async () => {
    const known = async () => '491510000002:0@s.whatsapp.net'

    expect((await toInboundEvent(message({ remoteJid: '88002@lid' }), known, now))?.from).toBe('491510000002')
  })

  it.each([
    ['its own', message({ fromMe: true })],
    ['a group’s', message({ remoteJid: '120363@g.us' })],
    ['a status', message({ remoteJid: 'status@broadcast' })],
    ['one of an unknown hidden address', message({ remoteJid: '88002@lid' })],
    ['one that could not be read', message({}, { messageStubType: 2 })],
    ['one without content', message({}, { message: null })],
    ['one of the protocol', message({}, { message: { protocolMessage: { type: 5 } } })],
  ])('is silent about %s', async (_kind, given) => {
    expect(await toInboundEvent(given, unknown, now)).toBeNull()
  })
})
