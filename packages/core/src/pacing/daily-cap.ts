import type { PacingRules } from './pacing-rules.ts'

/**
 * Gives the most messages of a day; null for no cap. `dayOfLink` counts the local days since the number was linked, 0 on
 * the first; null for a number that is not new.
 */
export const dailyCap = ({ dailyMessages, warmUp }: PacingRules, dayOfLink: number | null): number | null => {
  if (dailyMessages === undefined) return null
  if (warmUp === undefined || dayOfLink === null || dayOfLink >= warmUp.days) return dailyMessages
  const first = Math.min(warmUp.firstDay, dailyMessages)
  return Math.floor(first + ((dailyMessages - first) * Math.max(0, dayOfLink)) / warmUp.days)
}

/** Counts the days from one local date, such as `2026-11-23`, to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

const dayMs = 24 * 3_600_000
