import { describe, expect, it } from 'vitest'
import type { Restriction } from '../storage/instance-record.ts'
import type { RestrictionHappening } from './restriction-state.ts'
import { nextRestriction, openStatus, untoldMs } from './restriction-state.ts'

const now = 1_000_000
const held: Restriction = { type: 'biz_quality', until: now + 60_000, isProbing: false }
const over: Restriction = { ...held, until: now }
const probing: Restriction = { ...held, isProbing: true }
const told = (until: number | null): RestrictionHappening => ({ kind: 'told', type: 'web_companion_only', until })

describe('nextRestriction', () => {
  it.each([
    ['free', null, { kind: 'refused' }, { type: 'reachout_timelock', until: now + untoldMs, isProbing: false }],
    ['held', held, { kind: 'refused' }, held],
    ['probing', probing, { kind: 'refused' }, { ...held, until: now + untoldMs }],
    ['free', null, told(now + 5), { type: 'web_companion_only', until: now + 5, isProbing: false }],
    ['free', null, told(null), { type: 'web_companion_only', until: now + untoldMs, isProbing: false }],
    ['free', null, told(now), null],
    ['held', held, told(now + 5), { type: 'web_companion_only', until: now + 5, isProbing: false }],
    ['held', held, told(null), { ...held, type: 'web_companion_only' }],
    ['held', held, told(now), probing],
    ['probing', probing, told(now + 5), { type: 'web_companion_only', until: now + 5, isProbing: false }],
    ['probing', probing, told(now), probing],
    ['free', null, { kind: 'lifted' }, null],
    ['held', held, { kind: 'lifted' }, probing],
    ['probing', probing, { kind: 'lifted' }, probing],
    ['free', null, { kind: 'passed' }, null],
    ['held', held, { kind: 'passed' }, held],
    ['held until now', over, { kind: 'passed' }, { ...probing, until: now }],
    ['probing', probing, { kind: 'passed' }, probing],
    ['free', null, { kind: 'taken' }, null],
    ['held', held, { kind: 'taken' }, held],
    ['probing', probing, { kind: 'taken' }, null],
  ] as const)('%s (%o): %o', (_name, current, happening, expected) => {
    expect(nextRestriction(current, happening, now)).toEqual(expected)
  })
})

describe('openStatus', () => {
  it('is restricted only while first contacts wait', () => {
    expect([null, held, probing].map(openStatus)).toEqual(['connected', 'restricted', 'connected'])
  })
})
