/** Tells local times of the day. */
export interface LocalMinutes {
  /** Gives the minute of the day, 0 to 1439, of a time in an IANA time zone. */
  at(time: number, timeZone: string): number
}

/** Builds a teller of local times that keeps one formatter of every zone it was asked for. */
export const createLocalMinutes = (): LocalMinutes => {
  const formats = new Map<string, Intl.DateTimeFormat>()

  const formatOf = (timeZone: string): Intl.DateTimeFormat => {
    const existing = formats.get(timeZone)
    if (existing !== undefined) return existing
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      numberingSystem: 'latn',
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timeZone, format)
    return format
  }

  return {
    at: (time, timeZone) => {
      const parts = new Map(
        formatOf(timeZone)
          .formatToParts(time)
          .map((part) => [part.type, part.value]),
      )
      return Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
    },
  }
}
