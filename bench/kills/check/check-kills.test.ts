import { describe, expect, it } from 'vitest'
import type { Post, Shown } from '../../check/message-history.ts'
import type { LaneHistory } from './check-kills.ts'
import { checkCoverage, checkLane } from './check-kills.ts'
import type { KillRecord } from './kill-record.ts'

const sender = '201011000000'
const recipient = '201012000000'
const post = (text: string, acceptedAt: number | null): Post => ({ text, sender, recipient, askedAt: 1, acceptedAt })
const shown = (text: string): Shown => ({ owner: recipient, chat: sender, fromMe: false, text })
const stored = (text: string, status = 'delivered') => ({ waMessageId: `id-${text}`, text, status })
const good: LaneHistory = {
  posts: [post('a', 2), post('b', null), post('c', null)],
  shown: [shown('a'), shown('b')],
  stored: [stored('a'), stored('b')],
  unreadable: [],
  kills: [],
  repeated: 0,
  troubles: [],
}

describe('checkLane', () => {
  it('finds nothing where all that is stored is shown, answered or not', () => {
    expect(checkLane(good)).toEqual([])
  })

  it('finds what was accepted and is not shown', () => {
    expect(checkLane({ ...good, shown: [shown('b')] })).toContainEqual({ kind: 'lost', detail: 'a' })
  })

  it('finds what is stored and not shown, although nobody was told of it', () => {
    expect(checkLane({ ...good, shown: [shown('a')] })).toEqual([{ kind: 'not_shown', detail: 'b is delivered' }])
  })

  it('finds what is shown and not stored', () => {
    expect(checkLane({ ...good, stored: [stored('a')] })).toEqual([{ kind: 'not_stored', detail: 'b' }])
  })

  it('finds a row that says something else than the phone', () => {
    expect(checkLane({ ...good, stored: [stored('a'), stored('b', 'sending')] })).toEqual([
      { kind: 'wrong_status', detail: 'b is sending' },
    ])
  })

  it('finds what a phone could not read, and troubles', () => {
    const unreadable = [{ waMessageId: 'id-a', device: 'phone', problem: 'ciphertext' }]

    expect(checkLane({ ...good, unreadable, troubles: ['it ended with 1'] }).map(({ kind }) => kind)).toEqual([
      'unreadable',
      'trouble',
    ])
  })
})

describe('checkCoverage', () => {
  const kill = (point: KillRecord['point'], sending: number): KillRecord => ({
    index: 1,
    point,
    isMet: true,
    sending,
    atWhatsApp: 0,
    lifeMs: 500,
  })
  const kills = (count: number, record: KillRecord) => Array.from({ length: count }, () => record)

  it('asks for a fifth of the kills to meet a message on its way, and for each named place', () => {
    const enough = [...kills(20, kill('after_claim', 1)), ...kills(80, kill('random', 0))]
    const tooFew = [...kills(19, kill('after_claim', 1)), ...kills(81, kill('random', 0))]

    expect(checkCoverage(enough, ['after_claim', 'random'])).toEqual([])
    expect(checkCoverage(tooFew, ['after_claim', 'shutdown'])).toEqual([
      { kind: 'too_few', detail: '19 kills met a message on its way' },
      { kind: 'too_few', detail: '0 kills during a shutdown' },
    ])
  })

  it('asks nothing of a short run', () => {
    expect(checkCoverage(kills(5, kill('random', 0)), ['shutdown'])).toEqual([])
  })
})
