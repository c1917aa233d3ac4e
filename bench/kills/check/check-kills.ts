import { checkMessages } from '../../check/check-messages.ts'
import type { Post, Shown } from '../../check/message-history.ts'
import type { KillPoint } from '../plan/kill-points.ts'
import { killPoints } from '../plan/kill-points.ts'
import type { StoredMessage } from '../stage/database.ts'
import type { Unreadable } from '../watch/ledger-watch.ts'
import type { KillRecord } from './kill-record.ts'
import type { Violation } from './violation.ts'

/** Everything that is judged after the kills of one gateway. */
export interface LaneHistory {
  readonly posts: readonly Post[]
  readonly shown: readonly Shown[]
  readonly stored: readonly StoredMessage[]
  readonly unreadable: readonly Unreadable[]
  readonly kills: readonly KillRecord[]
  /** How often a message was written again under its id. */
  readonly repeated: number
  readonly troubles: readonly string[]
}

const proven: ReadonlySet<string> = new Set(['sent', 'delivered', 'read', 'played'])

/** Judges what one gateway has left. */
export const checkLane = (history: LaneHistory): readonly Violation[] => {
  const { posts, shown, stored, unreadable, troubles } = history
  const onPhones = new Set(shown.filter(({ fromMe }) => !fromMe).map(({ text }) => text))
  const inRows = new Set(stored.map(({ text }) => text))
  return [
    ...checkMessages({ posts, shown, unproven: stored.filter(({ status }) => !proven.has(status)) }),
    ...unreadable.map(
      ({ waMessageId, device, problem }): Violation => ({
        kind: 'unreadable',
        detail: `${waMessageId} on the ${device}: ${problem}`,
      }),
    ),
    ...stored
      .filter(({ text }) => !onPhones.has(text))
      .map(({ text, status }): Violation => ({ kind: 'not_shown', detail: `${text} is ${status}` })),
    ...[...onPhones]
      .filter((text) => !inRows.has(text))
      .map((text): Violation => ({ kind: 'not_stored', detail: text })),
    ...troubles.map((detail): Violation => ({ kind: 'trouble', detail })),
  ]
}

/** Of 100 kills, so many must meet a message on its way, and so many each place that has a name. */
const leastPart = { sending: 0.2, named: 0.02 }
/** Below this, chance decides too much. */
const leastKills = 100

/** Tells whether the kills were where they had to be, to prove anything. */
export const checkCoverage = (kills: readonly KillRecord[], points: readonly KillPoint[]): readonly Violation[] => {
  if (kills.length < leastKills) return []
  const sending = kills.filter((kill) => kill.sending > 0).length
  const wanted = Math.floor(kills.length * leastPart.named)
  const named = points.map((point) => ({
    place: killPoints[point],
    met: kills.filter((kill) => kill.point === point && kill.isMet).length,
  }))
  return [
    ...(sending < kills.length * leastPart.sending ? [`${sending} kills met a message on its way`] : []),
    ...named.filter(({ met }) => met < wanted).map(({ place, met }) => `${met} kills ${place}`),
  ].map((detail) => ({ kind: 'too_few', detail }))
}
