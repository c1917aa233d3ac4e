import type { Comparison, Line } from './comparison.ts'
import type { DelayLine, Delays } from './delays.ts'
import type { DelayResult } from './measure-delays.ts'
import type { Result } from './rounds.ts'

const titleWidth = 50

const row = (title: string, cells: readonly string[]): string =>
  `  ${title.padEnd(titleWidth)}${cells.map((cell) => cell.padStart(10)).join('')}`

const rule = '─'.repeat(titleWidth + 56)

/** Gives the head of the table of rates. */
export const rateHead = (): string => `${row('', ['per second', 'CPU µs', 'ratio'])}   goal\n${rule}`

/** Gives the lines of one comparison. */
export const toRateLines = ({ title, lines }: Comparison, results: readonly Result[]): string =>
  [title, ...lines.map((line, index) => toRateLine(line, results[index], index === 0))].join('\n')

const toRateLine = ({ title, goal }: Line, result: Result | undefined, isKhabeer: boolean): string => {
  if (result === undefined) return row(title, ['not measured'])
  const cells = [Math.round(result.perSecond).toLocaleString('en'), result.cpuMicros.toFixed(1)]
  if (isKhabeer) return row(title, cells)
  const verdict = goal === undefined ? '' : `   ≥ ${goal.toFixed(2)} ${result.ratio >= goal ? 'reached' : 'MISSED'}`
  return `${row(title, [...cells, result.ratio.toFixed(2)])}${verdict}`
}

/** Gives the head of the table of delays. */
export const delayHead = (): string => `${row('', ['median ms', '99 % ms'])}   goal\n${rule}`

/** Gives the lines of a list of delays. */
export const toDelayLines = ({ title, lines }: Delays, results: readonly DelayResult[]): string =>
  [title, ...lines.map((line, index) => toDelayLine(line, results[index]))].join('\n')

const toDelayLine = ({ title, goalMs }: DelayLine, result: DelayResult | undefined): string => {
  if (result === undefined) return row(title, ['not measured'])
  const { medianMs, p99Ms } = result
  const verdict =
    goalMs === undefined ? '' : `   99 % < ${goalMs.toLocaleString('en')} ms ${p99Ms < goalMs ? 'reached' : 'MISSED'}`
  return `${row(title, [medianMs.toFixed(2), p99Ms.toFixed(2)])}${verdict}`
}
