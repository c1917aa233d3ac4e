import { dailyCap, daysBetween } from './daily-cap.ts'
import type { QueueHold } from './held-reasons.ts'
import { hasEnded } from './held-reasons.ts'
import type { PacingRules } from './pacing-rules.ts'
import { quietUntil } from './quiet-hours.ts'

/** What is stored of a number that its whole queue depends on. */
export interface QueueState {
  readonly holds: readonly QueueHold[]
  /** The local date that the two counters stand for; null before the first message. */
  readonly sentDay: string | null
  readonly sentToday: number
  readonly firstContactsToday: number
}

/** The day that a decision is made on, in the account's time zone. */
export interface QueueDay {
  readonly at: number
  /** The local date, e.g. `2026-11-23`. */
  readonly day: string
  /** Epoch ms at which the local date becomes another one. */
  readonly dayEndsAt: number
  /** The local date on which the number was linked; null for one that is not new. */
  readonly linkedDay: string | null
  /** The local minute of the day of a time. */
  minuteAt(time: number): number
}

/** What a number has sent on the day of a decision. */
export const sentOn = ({ sentDay, sentToday, firstContactsToday }: QueueState, { day }: QueueDay) =>
  // A later date is that of a time zone that was changed, or of a clock that was set back: the count goes on.
  sentDay !== null && sentDay >= day
    ? { messages: sentToday, firstContacts: firstContactsToday }
    : { messages: 0, firstContacts: 0 }

/**
 * Gives everything that holds the queue as a whole now: what somebody stored and has not ended, and what follows from the
 * rules. Stored ones that follow from rules are judged anew.
 */
export const holdsNow = (state: QueueState, rules: PacingRules, day: QueueDay): readonly QueueHold[] => [
  ...state.holds.filter((hold) => !followsFromRules(hold) && !hasEnded(hold, day.at)),
  ...quietHold(rules, day),
  ...cappedHold(state, rules, day),
]

/** Tells whether what is stored says the same as what holds now. */
export const isNoted = (stored: readonly QueueHold[], now: readonly QueueHold[]): boolean =>
  stored.length === now.length &&
  now.every(({ reason, until }) => stored.some((hold) => hold.reason === reason && hold.until === until))

const followsFromRules = ({ reason }: QueueHold): boolean => reason === 'quiet_hours' || reason === 'daily_cap'

const quietHold = ({ quietHours }: PacingRules, { at, minuteAt }: QueueDay): readonly QueueHold[] => {
  const until = quietHours === undefined ? null : quietUntil(at, quietHours, minuteAt)
  return until === null ? [] : [{ reason: 'quiet_hours', until }]
}

const cappedHold = (state: QueueState, rules: PacingRules, day: QueueDay): readonly QueueHold[] => {
  const dayOfLink = day.linkedDay === null ? null : daysBetween(day.linkedDay, day.day)
  const cap = dailyCap(rules, dayOfLink)
  if (cap === null || sentOn(state, day).messages < cap) return []
  return [{ reason: 'daily_cap', until: day.dayEndsAt }]
}
