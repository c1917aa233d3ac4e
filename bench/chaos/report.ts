import type { Counts } from '../play/tally.ts'
import { countEach, totalOf } from '../play/tally.ts'
import type { ChaosHistory } from './chaos-history.ts'
import { describeStuck } from './describe-stuck.ts'
import { mendedByHand } from './operator.ts'

/** Writes what a run has shown, and what was wrong. */
export const writeChaosReport = (history: ChaosHistory, problems: readonly string[]): string => {
  const { posted, stored, screened, struck, restarts, lineEnds, probes, captured, end, durationMs } = history
  const restarted = [...restarts.values()].reduce((sum, count) => sum + count, 0)
  return [
    `faults: ${totalOf(struck)} struck`,
    ...[...placesIn(struck)].map(([place, counts]) => `  ${place}: ${describe(counts)}`),
    `lines: ${describe(lineEnds)}`,
    `messages: ${posted.length} posted, ${describe(Object.entries(countEach(posted.map(({ outcome }) => outcome))))}`,
    `stored: ${describe(Object.entries(countEach(stored.map(({ status, errorCode }) => errorCode ?? status))))}; ${screened.length} shown by a phone`,
    `host: ${probes.answers} answers of its own route, the longest gap ${probes.longestGapMs.toFixed(0)} ms`,
    `operator: ${restarts.size} numbers that stopped as ${mendedByHand} were started again, ${restarted} times`,
    `searched: ${captured.map(({ name, text }) => `${name} (${text.length} characters)`).join(', ')}`,
    `after stop(): ${end.leftOver.length === 0 ? 'nothing left open' : end.leftOver.join(', ')}; exit code ${end.code} after ${end.lingeredMs.toFixed(0)} ms`,
    `${(durationMs / 60_000).toFixed(1)} minutes`,
    ...describeStuck(history),
    '',
    ...problems.map((problem) => `  ${problem}`),
    problems.length === 0 ? 'No problem.' : `${problems.length} problems.`,
  ].join('\n')
}

const describe = (counts: Iterable<readonly [string, number]>): string =>
  [...counts]
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ')

/** The counts of each place, under the kinds alone. */
const placesIn = (struck: Counts): ReadonlyMap<string, readonly (readonly [string, number])[]> => {
  const places = new Map<string, (readonly [string, number])[]>()
  for (const [name, count] of Object.entries(struck)) {
    const [place = '', kind = ''] = name.split(' ')
    places.set(place, [...(places.get(place) ?? []), [kind, count]])
  }
  return places
}
