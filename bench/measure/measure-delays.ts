import { setTimeout as pause } from 'node:timers/promises'
import type { Delays, DelayWork } from './delays.ts'
import { contendersOf } from './delays.ts'
import type { Stage } from './stage.ts'

/** What was measured of one delay. */
export interface DelayResult {
  readonly medianMs: number
  readonly p99Ms: number
}

/** Times before the first that counts: code is compiled, and connections stand. */
const warmUpTimes = 20

/** Measures delays in turns, so that whatever slows the machine meanwhile meets them alike. */
export const measureDelays = async (stage: Stage, delays: Delays, times: number): Promise<readonly DelayResult[]> => {
  for (const { work } of delays.lines) for (const name of contendersOf(work)) await stage.contender(name)
  const taken = delays.lines.map((): number[] => [])
  const warmUp = Math.min(warmUpTimes, Math.floor(times / 2))
  for (let time = 0; time < warmUp + times; time += 1) {
    for (const [index, { work }] of delays.lines.entries()) {
      const ms = await measureOne(stage, work)
      if (time >= warmUp) taken[index] = (taken[index] ?? []).concat(ms)
      // Whoever was woken goes to sleep again first, and no two times fall into step with a timer.
      await pause(10 + Math.random() * 10)
    }
  }
  return taken.map((samples) => {
    const sorted = samples.sort((a, b) => a - b)
    return { medianMs: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) }
  })
}

const measureOne = async (stage: Stage, work: DelayWork): Promise<number | readonly number[]> => {
  if (work.kind === 'series') {
    return (await stage.contender(work.contender)).call('series', { name: work.series, forMs: work.forMs })
  }
  const time = stage.nextTime()
  if (work.kind === 'probe') return (await stage.contender(work.contender)).call('probe', { name: work.probe, time })
  const from = await stage.contender(work.from)
  const to = await stage.contender(work.to)
  const [sentAt, takenAt] = await Promise.all([
    from.call('probe', { name: work.since, time }),
    to.call('probe', { name: 'taken', time }),
  ])
  // Who is woken at the commit may be quicker than the answer.
  return Math.max(0, takenAt - sentAt)
}

/** Gives the smallest value that the share of all does not exceed. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
