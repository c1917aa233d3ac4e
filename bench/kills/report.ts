import { writeVerdict } from '../check/write-verdict.ts'
import type { LaneHistory } from './check/check-kills.ts'
import type { KillRecord } from './check/kill-record.ts'
import type { Violation } from './check/violation.ts'
import { violationKinds } from './check/violation.ts'
import type { KillsOptions } from './kills-options.ts'
import type { KillPoint } from './plan/kill-points.ts'
import { killPoints } from './plan/kill-points.ts'

/** Writes what a run has shown: where processes were killed, what they left, and what became of the messages. */
export const writeReport = (
  histories: readonly LaneHistory[],
  {
    options,
    violations,
    ms,
  }: { readonly options: KillsOptions; readonly violations: readonly Violation[]; readonly ms: number },
): string => {
  const kills = histories.flatMap((history) => history.kills)
  return [
    ...places(kills, options.points),
    '',
    ...facts(histories, options, ms),
    '',
    ...writeVerdict(violationKinds, violations),
  ].join('\n')
}

const places = (kills: readonly KillRecord[], points: readonly KillPoint[]): readonly string[] => [
  row(['killed', 'planned', 'there', 'left a message `sending`', 'which WhatsApp had']),
  ...points.map((point) =>
    placeRow(
      killPoints[point],
      kills.filter((kill) => kill.point === point),
    ),
  ),
  placeRow('in all', kills),
]

const placeRow = (name: string, kills: readonly KillRecord[]): string => {
  const met = kills.filter(({ isMet }) => isMet)
  const sending = kills.filter((kill) => kill.sending > 0)
  const atWhatsApp = sending.filter((kill) => kill.atWhatsApp > 0)
  return row([name, ...[kills, met, sending, atWhatsApp].map(({ length }) => String(length))])
}

const facts = (histories: readonly LaneHistory[], options: KillsOptions, ms: number): readonly string[] => {
  const posts = histories.flatMap((history) => history.posts)
  const accepted = posts.filter(({ acceptedAt }) => acceptedAt !== null).length
  const stored = sum(histories.map((history) => history.stored.length))
  const shown = histories.flatMap((history) => history.shown).filter(({ fromMe }) => !fromMe).length
  const repeated = sum(histories.map((history) => history.repeated))
  return [
    `messages: ${posts.length} posted, ${accepted} accepted, ${stored} stored, ${shown} shown by a phone`,
    `${repeated} times a message was written again under its id`,
    `${options.store}, seed ${options.seed}, ${options.lanes} lanes, ${(ms / 1_000).toFixed(0)} s`,
  ]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const widths = [50, 9, 7, 26, 20]

const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join('')
