import { backlogs } from '../sample.ts'
import type { ContenderName } from './comparison.ts'

/** From when a handover counts: from the call that sends, or from its answer, which says that the message is stored. */
export type Since = 'call' | 'answer'

/** How delays are measured: a probe that gives one, a series of them, or the time between two processes' probes. */
export type DelayWork =
  | { readonly kind: 'probe'; readonly contender: ContenderName; readonly probe: string }
  | { readonly kind: 'series'; readonly contender: ContenderName; readonly series: string; readonly forMs: number }
  | { readonly kind: 'handover'; readonly since: Since; readonly from: ContenderName; readonly to: ContenderName }

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

const handovers = (since: Since, goalsMs?: { readonly own: number; readonly other: number }): readonly DelayLine[] => {
  const line = (title: string, from: ContenderName, to: ContenderName, goalMs?: number): DelayLine => ({
    title,
    work: { kind: 'handover', since, from, to },
    ...(goalMs === undefined ? {} : { goalMs }),
  })
  return [
    line('in process, SQLite', 'wake-sqlite', 'wake-sqlite', goalsMs?.own),
    line('in process, Postgres', 'wake-postgres', 'wake-postgres', goalsMs?.own),
    line('another process, Postgres, by NOTIFY', 'wake-api', 'wake-worker', goalsMs?.other),
    line('another process, by hand, by NOTIFY', 'notifying-floor', 'notified-floor'),
    line('another process, pg-boss, by NOTIFY', 'pg-boss-sender', 'pg-boss-worker'),
  ]
}

const alone = (title: string, contender: ContenderName): DelayLine => ({
  title,
  work: { kind: 'probe', contender, probe: 'accept' },
})

const timerOf = (title: string, contender: ContenderName, goalMs?: number): DelayLine => ({
  title,
  work: { kind: 'series', contender, series: 'timer', forMs: 4_000 },
  ...(goalMs === undefined ? {} : { goalMs }),
})

/** Lists every delay that is measured. */
export const delays: readonly Delays[] = [
  {
    key: 'wake',
    title: 'from the answer of core.send() to the transport that is handed the message',
    times: { full: 300, quick: 60 },
    lines: handovers('answer', { own: 5, other: 20 }),
  },
  {
    key: 'wake-call',
    title: 'the same from the call, with all that the disk takes',
    times: { full: 150, quick: 30 },
    lines: [
      ...handovers('call'),
      alone('one FULL transaction alone, by hand', 'floor-sqlite'),
      alone('one statement on Postgres alone, by hand', 'floor-postgres'),
    ],
  },
  {
    key: 'isolation',
    title: 'by how much a timer of 1 ms in the host is late while 50 instances send, each once a second',
    times: { full: 6, quick: 2 },
    lines: [
      timerOf('the client in its threads', 'isolation-threads', 5),
      timerOf("the same client in the host's thread", 'isolation-inline'),
      timerOf('no client: all is taken at once', 'isolation-nowhere'),
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
  work.kind === 'handover' ? [work.to, work.from] : [work.contender]
