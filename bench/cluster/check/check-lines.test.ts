import { describe, expect, it } from 'vitest'
import { checkLines } from './check-lines.ts'
import type { History, Line, Tenure } from './history.ts'

const number = '201011000000'

const line = (id: number, member: string, times: Partial<Line>): Line => ({
  id,
  number,
  member,
  openedAt: id * 100,
  activeAt: id * 100 + 10,
  closedAt: null,
  isEvicted: false,
  ...times,
})
const tenure = (epoch: number, member: string, from: number, releasedAt: number | null = null): Tenure => ({
  number,
  epoch,
  member,
  from,
  releasedAt,
})
const check = (history: Partial<History>) =>
  checkLines({ lines: [], stanzas: [], tenures: [], pauses: [], ...history }).map(({ kind }) => kind)

// Member a is stopped at 150 and goes on at 260; b takes over at 200.
const takenOver = {
  lines: [line(1, 'a.1', { closedAt: 205, isEvicted: true }), line(2, 'b.1', { openedAt: 205 })],
  tenures: [tenure(1, 'a.1', 90), tenure(2, 'b.1', 200)],
  pauses: [{ member: 'a.1', from: 150, to: 260 }],
}

describe('checkLines', () => {
  it('finds nothing in a takeover from a member that is stopped', () => {
    expect(check(takenOver)).toEqual([])
  })

  it('finds nothing in a hand-over: the line is closed, the lease released, and the next owner logs in', () => {
    const lines = [line(1, 'a.1', { closedAt: 180 }), line(2, 'b.1', {})]

    expect(check({ lines, tenures: [tenure(1, 'a.1', 90, 185), tenure(2, 'b.1', 190)] })).toEqual([])
  })

  it('finds a line that is open when a newer one is active', () => {
    const [older, newer] = takenOver.lines as [Line, Line]
    const lines = [{ ...older, closedAt: 300, isEvicted: false }, newer]

    expect(check({ ...takenOver, lines })).toEqual(['two_lines'])
  })

  it('finds an eviction of a member that ran', () => {
    expect(check({ ...takenOver, pauses: [] })).toEqual(['evicted_alive'])
    expect(check({ ...takenOver, pauses: [{ member: 'b.1', from: 150, to: 260 }] })).toEqual(['evicted_alive'])
  })

  it('gives a member that goes on a second to notice, and no more', () => {
    const evictedAt = (closedAt: number) => ({
      lines: [
        line(1, 'a.1', { closedAt, isEvicted: true }),
        line(2, 'b.1', { openedAt: closedAt, activeAt: closedAt }),
      ],
      tenures: takenOver.tenures,
      pauses: takenOver.pauses,
    })

    expect(check(evictedAt(1_250))).toEqual([])
    expect(check(evictedAt(1_300))).toEqual(['evicted_alive'])
  })

  it('finds the login of a member that has lost the lease, gave it back, or never had it', () => {
    const late = line(3, 'a.1', { closedAt: 310 })
    const released = { lines: [line(1, 'a.1', {})], tenures: [tenure(1, 'a.1', 50, 60)] }

    expect(check({ ...takenOver, lines: [...takenOver.lines, late] })).toContain('login_without_lease')
    expect(check(released)).toEqual(['login_without_lease'])
    expect(check({ lines: [line(1, 'a.1', {})] })).toEqual(['login_without_lease'])
  })

  it('finds an owner that was evicted and comes back under the same lease', () => {
    const lines = [line(1, 'a.1', { closedAt: 150, isEvicted: true }), line(2, 'a.1', {})]
    const pauses = [{ member: 'a.1', from: 140, to: 160 }]

    expect(check({ lines, tenures: [tenure(1, 'a.1', 90)], pauses })).toEqual(['login_after_eviction'])
  })

  it('finds a message written after the lease has gone to another', () => {
    const stanza = (at: number) => [{ waMessageId: '3EB0', lineId: 1, at }]

    expect(check({ ...takenOver, stanzas: stanza(199) })).toEqual([])
    expect(check({ ...takenOver, stanzas: stanza(201) })).toEqual(['stanza_without_lease'])
  })
})
