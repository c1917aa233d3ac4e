/** The day and the month of one account's calendar that a time falls in. */
export interface UsagePeriods {
  /** The local date, e.g. `2026-11-23`. */
  readonly day: string
  /** The local month, e.g. `2026-11`. */
  readonly month: string
  /** Epoch ms at which the local date becomes another one. */
  readonly dayEndsAt: number
  /** Epoch ms at which the local month becomes another one. */
  readonly monthEndsAt: number
}

/** Tells which periods a time falls in. */
export interface UsageCalendar {
  /** Gives the periods of `at` in an IANA time zone; throws a `RangeError` for an unknown zone. */
  periodsAt(at: number, timeZone: string): UsagePeriods
}

const hourMs = 3_600_000
// The longest local day is 25 hours, the longest month 31 days and an hour; both with room to spare.
const longestDayMs = 50 * hourMs
const longestMonthMs = 33 * 24 * hourMs

interface Zone {
  readonly dateAt: (at: number) => string
  known: (UsagePeriods & { readonly from: number }) | undefined
}

/** Builds a calendar that keeps one formatter and the current day of every zone it was asked for. */
export const createUsageCalendar = (): UsageCalendar => {
  const zones = new Map<string, Zone>()

  const zoneOf = (timeZone: string): Zone => {
    const existing = zones.get(timeZone)
    if (existing !== undefined) return existing
    const zone: Zone = { dateAt: localDates(timeZone), known: undefined }
    zones.set(timeZone, zone)
    return zone
  }

  return {
    periodsAt: (at, timeZone) => {
      const zone = zoneOf(timeZone)
      if (zone.known !== undefined && at >= zone.known.from && at < zone.known.dayEndsAt) return zone.known

      const day = zone.dateAt(at)
      const month = day.slice(0, 7)
      const dayEndsAt = firstAfter(at, at + longestDayMs, (time) => zone.dateAt(time) > day)
      const monthEndsAt = firstAfter(at, at + longestMonthMs, (time) => zone.dateAt(time).slice(0, 7) > month)
      zone.known = { day, month, dayEndsAt, monthEndsAt, from: at }
      return zone.known
    },
  }
}

const localDates = (timeZone: string): ((at: number) => string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (at) => {
    const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]))
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  }
}

/** The first millisecond at which `isPast` holds: no rule of daylight saving is needed to find a local midnight. */
const firstAfter = (before: number, after: number, isPast: (time: number) => boolean): number => {
  let low = before
  let high = after
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isPast(middle)) high = middle
    else low = middle
  }
  return high
}
