import type { QuietHours } from './pacing-rules.ts'

const minuteMs = 60_000
const stepMs = 15 * minuteMs
/** The longest local day is 25 hours; with room to spare. */
const longestMs = 50 * 60 * minuteMs

/**
 * Gives the time at which the quiet hours that hold at `at` are over; null when none hold. `minuteAt` tells the local
 * minute of the day of a time, and so knows every rule of daylight saving.
 */
export const quietUntil = (at: number, quietHours: QuietHours, minuteAt: (time: number) => number): number | null => {
  const isQuiet = (time: number): boolean => isWithin(minuteAt(time), quietHours)
  if (!isQuiet(at)) return null
  let quiet = at
  while (isQuiet(quiet + stepMs)) {
    quiet += stepMs
    // Hours that never end are refused where options are read.
    if (quiet - at > longestMs) return quiet
  }
  return firstUnquiet(quiet, quiet + stepMs, isQuiet)
}

/** Reads a local time of the day; null when it is none. */
export const minuteOf = (time: string): number | null => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes)
}

const isWithin = (minute: number, { from, to }: QuietHours): boolean => {
  const first = minuteOf(from) ?? 0
  const end = minuteOf(to) ?? 0
  return first <= end ? minute >= first && minute < end : minute >= first || minute < end
}

const firstUnquiet = (quiet: number, unquiet: number, isQuiet: (time: number) => boolean): number => {
  let low = quiet
  let high = unquiet
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isQuiet(middle)) low = middle
    else high = middle
  }
  return high
}
