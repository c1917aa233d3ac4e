import { expect, it } from 'vitest'
import { checkHistory } from './check-history.ts'
import type { History, Round } from './history.ts'

const limits = { kill: 10_000, stop: 10_000, term: 2_000 }
const nothing: History = {
  posts: [],
  shown: [],
  lines: [],
  stanzas: [],
  tenures: [],
  pauses: [],
  staleWrites: [],
  unproven: [],
  rounds: [],
}
const round = (change: Partial<Round>): Round => ({
  index: 1,
  kind: 'kill',
  member: 'a.1',
  at: 0,
  owned: 1,
  recoveredMs: [6_000],
  problems: [],
  ...change,
})
const kindsIn = (history: Partial<History>) => checkHistory({ ...nothing, ...history }, limits).map(({ kind }) => kind)

it('finds nothing where every takeover is within its limit', () => {
  const rounds = [round({ recoveredMs: [10_000] }), round({ kind: 'term', recoveredMs: [2_000] })]

  expect(kindsIn({ rounds })).toEqual([])
})

it('finds instances that came back too late or never, by the limit of the fault', () => {
  expect(kindsIn({ rounds: [round({ recoveredMs: [10_001, 3, null] })] })).toEqual(['late_takeover', 'late_takeover'])
  expect(kindsIn({ rounds: [round({ kind: 'term', recoveredMs: [2_001] })] })).toEqual(['late_takeover'])
})

it('finds what the database noted and what went wrong in a round', () => {
  const staleWrites = [{ member: 'a.1', table: 'khabeer_messages', number: '201011000000', at: 1 }]

  expect(kindsIn({ staleWrites, rounds: [round({ problems: ['it ended with 1'] })] })).toEqual([
    'stale_write',
    'trouble',
  ])
})
