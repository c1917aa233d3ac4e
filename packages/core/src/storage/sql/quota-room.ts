import type { AcceptOutcome } from '../message-store.ts'
import type { UsagePeriods } from '../usage-period.ts'

/** What an account may use of a day and its month, and what it has used. */
export interface QuotaRoom {
  /** Null without a limit. */
  readonly daily: number | null
  readonly monthly: number | null
  readonly usedOfDay: number
  readonly usedOfMonth: number
}

/** Tells whether `units` more fit into the day and the month. */
export const hasRoom = (room: QuotaRoom, units: number): boolean =>
  !isOver(room.daily, room.usedOfDay + units) && !isOver(room.monthly, room.usedOfMonth + units)

/** Says which limit refuses `units` more. */
export const toQuotaRefusal = (room: QuotaRoom, units: number, periods: UsagePeriods): AcceptOutcome => {
  const { daily, monthly, usedOfDay, usedOfMonth } = room
  // A full month outlasts a full day: whoever waits until `resetAt` must not meet the other limit.
  if (monthly !== null && isOver(monthly, usedOfMonth + units)) {
    return {
      kind: 'quota_exceeded',
      limit: 'monthly',
      allowed: monthly,
      used: usedOfMonth,
      resetAt: periods.monthEndsAt,
    }
  }
  return {
    kind: 'quota_exceeded',
    limit: 'daily',
    allowed: daily ?? usedOfDay,
    used: usedOfDay,
    resetAt: periods.dayEndsAt,
  }
}

const isOver = (limit: number | null, used: number): boolean => limit !== null && used > limit
