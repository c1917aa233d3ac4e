import type { Comparison, Line } from './comparisons.ts'
import type { Result } from './rounds.ts'

const titleWidth = 46

const row = (title: string, cells: readonly string[]): string =>
  `  ${title.padEnd(titleWidth)}${cells.map((cell) => cell.padStart(10)).join('')}`

/** Gives the head of the table. */
export const tableHead = (): string =>
  `${row('', ['per second', 'CPU µs', 'ratio'])}   goal\n${'─'.repeat(titleWidth + 56)}`

/** Gives the lines of one comparison. */
export const toTableLines = ({ title, lines }: Comparison, results: readonly Result[]): string =>
  [title, ...lines.map((line, index) => toTableLine(line, results[index], index === 0))].join('\n')

const toTableLine = ({ title, goal }: Line, result: Result | undefined, isKhabeer: boolean): string => {
  if (result === undefined) return row(title, ['not measured'])
  const cells = [Math.round(result.perSecond).toLocaleString('en'), result.cpuMicros.toFixed(1)]
  if (isKhabeer) return row(title, cells)
  const verdict = goal === undefined ? '' : `   ≥ ${goal.toFixed(2)} ${result.ratio >= goal ? 'reached' : 'MISSED'}`
  return `${row(title, [...cells, result.ratio.toFixed(2)])}${verdict}`
}
