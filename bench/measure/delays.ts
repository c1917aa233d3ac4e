import { backlogs } from '../sample.ts'
import type { ContenderName } from './comparison.ts'

/** How one delay is measured: a probe that gives it, or the time between two processes' probes. */
export type DelayWork =
  | { readonly kind: 'probe'; readonly contender: ContenderName; readonly probe: string }
  | { readonly kind: 'handover'; readonly from: ContenderName; readonly to: ContenderName }

/** One line of a list of delays. */
export interface DelayLine {
  readonly title: string
  readonly work: DelayWork
  /** What 99 of 100 must not exceed; none when it is shown for information. */
  readonly goalMs?: number
}

/** Delays that are measured in turns. */
export interface Delays {
  readonly key: string
  readonly title: string
  readonly times: { readonly full: number; readonly quick: number }
  readonly lines: readonly DelayLine[]
}

const many = backlogs.many.toLocaleString('en')

/** Lists every delay that is measured. */
export const delays: readonly Delays[] = [
  {
    key: 'wake',
    title: 'from the call of core.send() to the transport that is handed the message',
    times: { full: 300, quick: 60 },
    lines: [
      { title: 'in process, SQLite', work: { kind: 'handover', from: 'wake-sqlite', to: 'wake-sqlite' }, goalMs: 5 },
      {
        title: 'one FULL transaction alone, by hand',
        work: { kind: 'probe', contender: 'floor-sqlite', probe: 'accept' },
      },
      {
        title: 'in process, Postgres',
        work: { kind: 'handover', from: 'wake-postgres', to: 'wake-postgres' },
        goalMs: 5,
      },
      { title: 'one statement alone, by hand', work: { kind: 'probe', contender: 'floor-postgres', probe: 'accept' } },
      {
        title: 'another process, Postgres, by NOTIFY',
        work: { kind: 'handover', from: 'wake-api', to: 'wake-worker' },
        goalMs: 20,
      },
      {
        title: 'another process, by hand, by NOTIFY',
        work: { kind: 'handover', from: 'notifying-floor', to: 'notified-floor' },
      },
      {
        title: 'another process, pg-boss, by NOTIFY',
        work: { kind: 'handover', from: 'pg-boss-sender', to: 'pg-boss-worker' },
      },
    ],
  },
  {
    key: 'start',
    title: `core.start() with ${many} queued`,
    times: { full: 5, quick: 2 },
    lines: [
      { title: 'SQLite', work: { kind: 'probe', contender: 'sqlite-many-queued', probe: 'start' }, goalMs: 2_000 },
      { title: 'Postgres', work: { kind: 'probe', contender: 'postgres-many-queued', probe: 'start' }, goalMs: 2_000 },
    ],
  },
]

/** Gives the contenders that a line needs; the one that takes messages first, so that it is there when they come. */
export const contendersOf = (work: DelayWork): readonly ContenderName[] =>
  work.kind === 'probe' ? [work.contender] : [work.to, work.from]
