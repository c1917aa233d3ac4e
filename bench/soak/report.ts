import { megabyte, memoryLimit } from './check-soak.ts'
import type { SoakHistory } from './soak-history.ts'
import type { SoakOptions } from './soak-options.ts'

/** Writes what a soak has shown, and what was wrong. */
export const writeSoakReport = (history: SoakHistory, options: SoakOptions, problems: readonly string[]): string => {
  const { posts, screened, cuts, memory, lineEnds, end, durationMs } = history
  const parts = [
    ['heap of the host', 'host'],
    ['heap of the threads', 'threads'],
  ] as const
  return [
    row(['', 'warm', 'end', 'limit']),
    ...parts.map(([name, part]) =>
      row([name, ...[memory.base[part], memory.end[part], memoryLimit(memory.base[part], options)].map(inMb)]),
    ),
    row(['resident', inMb(memory.base.resident), inMb(memory.end.resident), '']),
    '',
    `messages: ${posts.length} accepted, ${screened.length} shown by a phone`,
    `lines: ${sum(cuts)} cut, of each number at least ${Math.min(...cuts)}; ends: ${describe(lineEnds)}`,
    `after stop(): ${end.leftOver.length === 0 ? 'nothing left open' : end.leftOver.join(', ')}; exit code ${end.code} after ${end.lingeredMs.toFixed(0)} ms`,
    `${(durationMs / 60_000).toFixed(1)} minutes`,
    '',
    ...problems.map((problem) => `  ${problem}`),
    problems.length === 0 ? 'No problem.' : `${problems.length} problems.`,
  ].join('\n')
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

const describe = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([word, count]) => `${word} ${count}`).join(', ')

const inMb = (bytes: number): string => `${(bytes / megabyte).toFixed(1)} MB`

const row = ([first = '', ...cells]: readonly string[]): string =>
  first.padEnd(22) + cells.map((cell) => cell.padStart(12)).join('')
