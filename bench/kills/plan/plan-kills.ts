import type { Random } from '../../play/seeded-random.ts'
import type { KillPoint, TakeoverStep } from './kill-points.ts'
import { namedPoints, takeoverSteps } from './kill-points.ts'

/** How one process will end. */
export interface KillPlan {
  readonly index: number
  readonly point: KillPoint
  /** For a random moment: what the delay counts from. The first line that is open, or the first message that is written. */
  readonly from: (typeof beginnings)[number]
  readonly delayMs: number
  /** How often a named point is let go by. */
  readonly skip: number
  /** For a takeover: how far it gets. */
  readonly step: TakeoverStep
}

/** The part of all kills that each named point has at least. */
const namedPart = 0.03
/** Most processes have something on its way when they are killed at random. */
const beginnings = ['launch', 'online', 'writing', 'writing', 'writing'] as const
const delays = { shortestMs: 20, longestMs: 400 }
const mostSkipped = 3
/** The latest moment after the beginning of an upload, and after the signal to shut down. */
const longestAfterMs = 60
/** Numbers that log in read their credentials more often than this. */
const mostReadsSkipped = 8

/** Plans the kills: the named points evenly, all others at random moments, in random order. */
export const planKills = (
  { kills, points }: { readonly kills: number; readonly points: readonly KillPoint[] },
  random: Random,
): readonly KillPlan[] => {
  const named = points.filter((point) => namedPoints.includes(point))
  const isRandomWanted = points.includes('random')
  const each = isRandomWanted ? Math.max(1, Math.ceil(kills * namedPart)) : Math.ceil(kills / named.length)
  const deck: KillPoint[] = named.flatMap((point) => Array.from({ length: each }, () => point))
  while (deck.length < kills) deck.push('random')
  return shuffled(shuffled(deck, random).slice(0, kills), random).map((point, index) =>
    planKill(index + 1, point, random),
  )
}

const planKill = (index: number, point: KillPoint, random: Random): KillPlan => {
  const step = random.pick(takeoverSteps)
  const longestMs = point === 'media_upload' || point === 'shutdown' ? longestAfterMs : delays.longestMs
  const shortestMs = longestMs === longestAfterMs ? 0 : delays.shortestMs
  return {
    index,
    point,
    from: random.pick(beginnings),
    delayMs: shortestMs + random.below(longestMs - shortestMs + 1),
    skip: random.below(mostSkippedOf(point, step) + 1),
    step,
  }
}

/** What comes but a few times is not let go by. */
const mostSkippedOf = (point: KillPoint, step: TakeoverStep): number => {
  if (point === 'takeover') return step === 'read_credentials' ? mostReadsSkipped : 0
  return point === 'media_download' || point === 'media_upload' ? 0 : mostSkipped
}

const shuffled = <T>(items: readonly T[], random: Random): readonly T[] =>
  items
    .map((item) => ({ item, place: random.fraction() }))
    .toSorted((first, second) => first.place - second.place)
    .map(({ item }) => item)
