import type { BinaryNode } from '@whiskeysockets/baileys'
import { describe, expect, it } from 'vitest'
import { toRestrictionNotice } from './restriction-notice.ts'

const notice = (data: unknown, type = 'mex'): BinaryNode => ({
  tag: 'notification',
  attrs: { type },
  content: [{ tag: 'update', attrs: { op_name: 'any' }, content: Buffer.from(JSON.stringify({ data })) }],
})
const timelock = (said: object) => notice({ xwa2_notify_account_reachout_timelock: said })

describe('toRestrictionNotice', () => {
  it.each([
    [
      'a timelock with its end in seconds',
      timelock({ is_active: true, time_enforcement_ends: '1790000000', enforcement_type: 'BIZ_QUALITY' }),
      { type: 'biz_quality', until: 1_790_000_000_000 },
    ],
    ['a timelock without kind and end', timelock({ is_active: true }), { type: 'reachout_timelock', until: null }],
    [
      'a timelock of no particular kind',
      timelock({ is_active: true, enforcement_type: 'DEFAULT', time_enforcement_ends: 1_790_000_000_000 }),
      { type: 'reachout_timelock', until: 1_790_000_000_000 },
    ],
    ['a timelock that was lifted', timelock({ is_active: false }), null],
    [
      'a cap that is reached',
      notice({ any: { capping_status: 'CAPPED', cycle_end_timestamp: '1790000000' } }),
      { type: 'new_chat_cap', until: 1_790_000_000_000 },
    ],
    ['a cap with room', notice({ any: { capping_status: 'FIRST_WARNING' } }), undefined],
    ['something else', notice({ any: { name: 'x' } }), undefined],
    ['another type', notice({ any: { is_active: true } }, 'server_sync'), undefined],
    [
      'no JSON',
      { tag: 'notification', attrs: { type: 'mex' }, content: [{ tag: 'update', attrs: {}, content: '<' }] },
      undefined,
    ],
    ['nothing', { tag: 'notification', attrs: { type: 'mex' } }, undefined],
  ] as const)('%s', (_name, node, expected) => {
    expect(toRestrictionNotice(node as BinaryNode)).toEqual(expected)
  })
})
