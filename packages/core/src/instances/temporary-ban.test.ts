import { describe, expect, it } from 'vitest'
import { banLeftMs, toBan, withoutBan } from './temporary-ban.ts'

const held = { type: 'reachout_timelock', until: 9_000, isProbing: false }

describe('a ban', () => {
  it('lasts as long as WhatsApp says, and hides what was held before it', () => {
    const restriction = toBan({ restriction: held }, 1_000, 600)

    expect(restriction).toMatchObject({ type: 'temporary_ban', until: 1_600 })
    expect(banLeftMs({ restriction }, 1_100)).toBe(500)
    expect(banLeftMs({ restriction: held }, 1_100)).toBe(0)
    expect(withoutBan({ restriction })).toEqual(held)
  })

  it('that follows on a ban hides no ban', () => {
    const first = toBan({ restriction: held }, 1_000, 600)

    expect(withoutBan({ restriction: toBan({ restriction: first }, 1_500, 600) })).toEqual(held)
    expect(withoutBan({ restriction: toBan({ restriction: null }, 1_500, 600) })).toBeNull()
  })

  it('of before what it hides was kept is over all the same', () => {
    expect(withoutBan({ restriction: { type: 'temporary_ban', until: 1_600, isProbing: false } })).toBeNull()
  })
})
