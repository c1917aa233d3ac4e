import type { AdmissionRules } from '../../pacing/admission.ts'
import type { QueueHold } from '../../pacing/held-reasons.ts'
import { firstHold } from '../../pacing/held-reasons.ts'
import type { QueueLimits } from '../../pacing/pacing-rules.ts'
import type { QueueDay } from '../../pacing/queue-hold.ts'
import { holdsNow, sentOn } from '../../pacing/queue-hold.ts'
import type { QueueHead } from './queue-head.ts'
import type { SqlContext } from './sql-context.ts'

/** What the limits come to for one number at one time. */
export interface QueueRules {
  readonly day: QueueDay
  /** Everything that holds the queue as a whole, and what of it is shown. */
  readonly holds: readonly QueueHold[]
  readonly hold: QueueHold | null
  /** What decides about each message. */
  readonly admission: AdmissionRules
}

/** Builds the step that brings limits, what is stored of a number and the calendar of its account together. */
export const createQueueRules = ({
  calendar,
  localMinutes,
}: SqlContext): ((head: QueueHead, limits: QueueLimits, at: number) => QueueRules) => {
  const dayOf = ({ timeZone, linkedAt }: QueueHead, limits: QueueLimits, at: number): QueueDay => {
    const warmUpMs = ((limits.warmUp?.days ?? 0) + 2) * dayMs
    const isNew = limits.warmUp !== undefined && linkedAt !== null && at - linkedAt < warmUpMs
    // The day of the link first: the calendar remembers the day it told last.
    const linkedDay = isNew ? calendar.periodsAt(linkedAt, timeZone).day : null
    const { day, dayEndsAt } = calendar.periodsAt(at, timeZone)
    return { at, day, dayEndsAt, linkedDay, minuteAt: (time) => localMinutes.at(time, timeZone) }
  }

  return (head, limits, at) => {
    const day = dayOf(head, limits, at)
    const holds = holdsNow(head.state, limits, day)
    const { dailyFirstContacts } = limits
    const isCapReached = dailyFirstContacts !== undefined && sentOn(head.state, day).firstContacts >= dailyFirstContacts
    return {
      day,
      holds,
      hold: firstHold(holds, at),
      admission: {
        at,
        recipientGapMs: limits.recipientGapMs ?? 0,
        firstContactsUntil: isCapReached ? day.dayEndsAt : null,
        strangersUntil: limits.strangersUntil ?? null,
      },
    }
  }
}

const dayMs = 24 * 3_600_000
