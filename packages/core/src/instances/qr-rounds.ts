import type { InstanceRecord } from '../storage/instance-record.ts'

/** How long after a request for a code somebody still counts as asking. */
const askingMs = 60_000
/** The most rounds of QR codes an instance shows within an hour: linking never loops. */
const maxRoundsPerHour = 6

const hourMs = 3_600_000

type Facts = Pick<
  InstanceRecord,
  'qrRequestedAt' | 'pairingRequestedAt' | 'pairingPhone' | 'qrRounds' | 'status' | 'statusChangedAt'
>

const askedAt = (facts: Facts): number =>
  Math.max(
    facts.qrRequestedAt ?? -Infinity,
    facts.pairingPhone === null ? -Infinity : (facts.pairingRequestedAt ?? -Infinity),
  )

/** Tells whether somebody asked for a code within the last minute. */
export const isAskedFor = (facts: Facts, now: number): boolean => now - askedAt(facts) <= askingMs

/** Tells whether somebody asked since the instance gave up: what was asked before was answered by that. */
const isAskedAnew = (facts: Facts): boolean => facts.status !== 'failed' || askedAt(facts) >= facts.statusChangedAt

/** Gives the rounds that count at `now`, newest last. */
export const recentRounds = (rounds: readonly number[], now: number): readonly number[] =>
  rounds.filter((at) => at > now - hourMs && at <= now)

/** Tells whether another round of codes may start: only while somebody asks, and at most six an hour. */
export const mayStartRound = (facts: Facts, now: number): boolean =>
  isAskedFor(facts, now) && isAskedAnew(facts) && recentRounds(facts.qrRounds, now).length < maxRoundsPerHour
