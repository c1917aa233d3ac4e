import { describe, expect, it } from 'vitest'
import type { AdmissionRules, Candidate } from './admission.ts'
import { admit, judge, knownMs } from './admission.ts'

const at = 1_000_000_000_000
const rules: AdmissionRules = { at, recipientGapMs: 0, firstContactsUntil: null, strangersUntil: null }
const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  id: 1,
  lane: 0,
  recipient: '201001234567',
  expiresAt: null,
  firstSentAt: null,
  lastSentAt: null,
  lastInboundAt: null,
  earlierDueAt: null,
  ...more,
})

describe('a message that is due', () => {
  it('goes when nothing bounds the number', () => {
    expect(judge(candidate(), rules)).toEqual({ kind: 'go' })
  })

  it('is over at its time, whatever else holds it', () => {
    const held = { ...rules, strangersUntil: at + 5 }

    expect(judge(candidate({ expiresAt: at }), held)).toEqual({ kind: 'expired' })
    expect(judge(candidate({ expiresAt: at + 1 }), rules)).toEqual({ kind: 'go' })
  })

  it('waits for the end of a restriction unless its recipient wrote within 30 days', () => {
    const restricted = { ...rules, strangersUntil: at + 5 }

    expect(judge(candidate(), restricted)).toEqual({ kind: 'park', until: at + 5, reason: 'restricted' })
    expect(judge(candidate({ firstSentAt: 1, lastInboundAt: at - knownMs }), restricted).kind).toBe('park')
    expect(judge(candidate({ lastInboundAt: at - knownMs + 1 }), restricted).kind).toBe('go')
    expect(judge(candidate(), { ...rules, strangersUntil: at }).kind).toBe('go')
  })

  it('waits for the next day when it would be one first contact too many', () => {
    const capped = { ...rules, firstContactsUntil: at + 5 }

    expect(judge(candidate({ lastInboundAt: at }), capped)).toEqual({
      kind: 'park',
      until: at + 5,
      reason: 'first_contacts_cap',
    })
    expect(judge(candidate({ firstSentAt: 1 }), capped).kind).toBe('go')
  })

  it('keeps the gap to the last message of its recipient', () => {
    const gap = { ...rules, recipientGapMs: 100 }

    expect(judge(candidate({ lastSentAt: at - 99 }), gap)).toEqual({
      kind: 'park',
      until: at + 1,
      reason: 'recipient_gap',
    })
    expect(judge(candidate({ lastSentAt: at - 100 }), gap).kind).toBe('go')
    expect(judge(candidate({ lastSentAt: at + 9_999 }), gap)).toMatchObject({ until: at + 100 })
  })

  it('waits behind an earlier one that waits', () => {
    expect(judge(candidate({ earlierDueAt: at + 7 }), rules)).toEqual({ kind: 'park', until: at + 7, reason: 'order' })
    expect(judge(candidate({ earlierDueAt: at }), rules).kind).toBe('go')
  })
})

describe('messages that are due', () => {
  const restricted = { ...rules, strangersUntil: at + 5 }
  const known = { recipient: '4915112345678', lastInboundAt: at }

  it('are gone through until one may go', () => {
    const outcome = admit([candidate(), candidate({ id: 2, ...known }), candidate({ id: 3 })], restricted)

    expect(outcome).toEqual({ goes: 2, parked: [{ id: 1, until: at + 5, reason: 'restricted' }], expired: [] })
  })

  it('keep their order to one recipient within a lane, and not beyond it', () => {
    const first = candidate({ earlierDueAt: at + 9 })
    const urgent = candidate({ id: 4, lane: 1 })

    expect(admit([first, candidate({ id: 2 }), urgent], rules)).toEqual({
      goes: 4,
      parked: [
        { id: 1, until: at + 9, reason: 'order' },
        { id: 2, until: at + 9, reason: 'order' },
      ],
      expired: [],
    })
  })

  it('do not wait behind one whose time is over', () => {
    expect(admit([candidate({ expiresAt: 1 }), candidate({ id: 2 })], rules)).toEqual({
      goes: 2,
      parked: [],
      expired: [1],
    })
  })
})
