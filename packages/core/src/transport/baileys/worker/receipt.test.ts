import type { BinaryNode } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { toReceiptEvent } from './receipt.ts'

const own = ['491510000001:3@s.whatsapp.net', '77001:3@lid']
const now = 1_700_000_000_000
const contact = '491510000002@s.whatsapp.net'

const receipt = (attrs: Record<string, string>, content?: BinaryNode[]): BinaryNode => ({
  tag: 'receipt',
  attrs: { id: '3EB0A', from: contact, ...attrs },
  ...(content === undefined ? {} : { content }),
})
const statusOf = (attrs: Record<string, string>) => toReceiptEvent(receipt(attrs), own, now)?.status ?? null

describe('toReceiptEvent', () => {
  it.each([
    [{}, 'delivered'],
    [{ type: 'read' }, 'read'],
    [{ type: 'played' }, 'played'],
    [{ type: 'read-self' }, null],
    [{ type: 'played-self' }, null],
    [{ type: 'sender' }, null],
    [{ type: 'inactive' }, null],
    [{ type: 'retry' }, null],
    [{ type: 'server-error' }, null],
    [{ type: 'peer_msg' }, null],
    [{ type: 'hist_sync' }, null],
  ])('%o is %s', (attrs, status) => {
    expect(statusOf(attrs)).toBe(status)
  })

  it.each(['491510000001@s.whatsapp.net', '491510000001:7@s.whatsapp.net', '77001@lid', '77001:9@lid'])(
    "the account's own device %s says nothing",
    (from) => {
      expect(statusOf({ from })).toBeNull()
      expect(statusOf({ from, type: 'read' })).toBeNull()
    },
  )

  it.each(['88002@lid', '88002:4@lid', '491510000002:5@s.whatsapp.net', '491510000001@lid'])(
    'a receipt from %s counts',
    (from) => {
      expect(statusOf({ from })).toBe('delivered')
    },
  )

  it('gives every listed id once', () => {
    const items = ['3EB0B', '3EB0C', '3EB0A'].map((id) => ({ tag: 'item', attrs: { id } }))

    const event = toReceiptEvent(receipt({}, [{ tag: 'list', attrs: {}, content: items }]), own, now)

    expect(event?.waMessageIds).toEqual(['3EB0A', '3EB0B', '3EB0C'])
  })

  it("takes the stanza's time in seconds, and now when it has none", () => {
    expect(toReceiptEvent(receipt({ t: '1690000000' }), own, now)?.at).toBe(1_690_000_000_000)
    expect(toReceiptEvent(receipt({}), own, now)?.at).toBe(now)
    expect(toReceiptEvent(receipt({ t: 'soon' }), own, now)?.at).toBe(now)
  })
})
