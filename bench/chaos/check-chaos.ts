import { checkEnd } from '../host/parent/check-end.ts'
import type { StoredMessage } from '../host/parent/stored-messages.ts'
import { totalOf } from '../play/tally.ts'
import type { ChaosHistory } from './chaos-history.ts'
import { findLeaks } from './find-leaks.ts'
import { postedIn } from './traffic.ts'

/** What a run is judged by. */
export interface ChaosLimits {
  readonly gapMs: number
  /** Whether a code of a failed message is documented. */
  readonly isDocumented: (errorCode: string) => boolean
}

/** Judges a run: the host stayed up and silent, nothing leaked, and every message has an honest end. */
export const checkChaos = (history: ChaosHistory, limits: ChaosLimits): readonly string[] => [
  ...checkStruck(history),
  ...checkProbes(history, limits),
  ...checkMessages(history, limits),
  ...(history.absent.length === 0 ? [] : [`Not back on the line: instances ${history.absent.join(', ')}.`]),
  ...findLeaks(history.captured, history.secrets),
  ...checkEnd(history.end),
]

const checkStruck = ({ struck, expected, wanted }: ChaosHistory): readonly string[] => {
  const count = totalOf(struck)
  const missing = expected.filter((name) => !(name in struck))
  return [
    ...(count >= wanted ? [] : [`${count} faults struck, and ${wanted} had to.`]),
    ...(missing.length === 0 ? [] : [`Never struck: ${missing.join(', ')}.`]),
  ]
}

const checkProbes = ({ probes }: ChaosHistory, { gapMs }: ChaosLimits): readonly string[] => [
  ...(probes.failures === 0 ? [] : [`The host's own route failed ${probes.failures} times.`]),
  ...(probes.longestGapMs <= gapMs ? [] : [`The host did not answer for ${Math.round(probes.longestGapMs)} ms.`]),
]

const proven: ReadonlySet<string> = new Set(['sent', 'delivered', 'read', 'played'])

/** Tells whether nothing more will become of a message by itself. */
export const hasEnded = ({ status }: StoredMessage): boolean => proven.has(status) || status === 'failed'

const checkMessages = (history: ChaosHistory, { isDocumented }: ChaosLimits): readonly string[] => {
  const { posted, stored, screened, timesWritten } = history
  const rows = new Map(stored.map((row) => [postedIn(row.content), row]))
  const screens = new Map<number | null, Set<string>>()
  for (const { text, waMessageId } of screened) {
    const id = postedIn(text)
    screens.set(id, (screens.get(id) ?? new Set()).add(waMessageId))
  }
  const isShown = (row: StoredMessage): boolean => screens.has(postedIn(row.content))
  const isCertain = ({ errorCode, waMessageId }: StoredMessage): boolean =>
    // One that was written before it was refused may have arrived the first time.
    errorCode !== 'outcome_unknown' && timesWritten(waMessageId) <= 1

  const counted = {
    'were accepted and are not stored': posted.filter(({ id, outcome }) => outcome === 'accepted' && !rows.has(id)),
    'were refused and are stored': posted.filter(({ id, outcome }) => outcome === 'refused' && rows.has(id)),
    'have come to no end': stored.filter((row) => !hasEnded(row)),
    'are stored as sent and on no screen': stored.filter((row) => proven.has(row.status) && !isShown(row)),
    'are stored as failed for certain and on a screen': stored.filter(
      (row) => row.status === 'failed' && isCertain(row) && isShown(row),
    ),
    'failed with a code that is not documented': stored.filter(
      ({ status, errorCode }) => status === 'failed' && !isDocumented(errorCode ?? 'none'),
    ),
    'are on a screen twice': [...screens.values()].filter(({ size }) => size > 1),
    'are on a screen and were never posted': [...screens.keys()].filter(
      (id) => id === null || !posted.some((post) => post.id === id),
    ),
  }
  return Object.entries(counted)
    .filter(([, messages]) => messages.length > 0)
    .map(([problem, messages]) => `${messages.length} messages ${problem}.`)
}
