import type { ChaosHistory } from './chaos-history.ts'

/** Writes what a run has shown, and what was wrong. */
export const writeChaosReport = (history: ChaosHistory, problems: readonly string[]): string => {
  const { posted, stored, screened, struck, lineEnds, probes, captured, end, durationMs } = history
  const total = Object.values(struck).reduce((sum, count) => sum + count, 0)
  return [
    `faults: ${total} struck: ${describe(Object.entries(struck))}`,
    `lines: ${describe(lineEnds)}`,
    `messages: ${posted.length} posted, ${describe(countBy(posted.map(({ outcome }) => outcome)))}`,
    `stored: ${describe(countBy(stored.map(({ status, errorCode }) => errorCode ?? status)))}; ${screened.length} shown by a phone`,
    `host: ${probes.answers} answers of its own route, the longest gap ${probes.longestGapMs.toFixed(0)} ms`,
    `searched: ${captured.map(({ name, text }) => `${name} (${text.length} characters)`).join(', ')}`,
    `after stop(): ${end.leftOver.length === 0 ? 'nothing left open' : end.leftOver.join(', ')}; exit code ${end.code} after ${end.lingeredMs.toFixed(0)} ms`,
    `${(durationMs / 60_000).toFixed(1)} minutes`,
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

const countBy = (words: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
