/** What is wrong with a time that cannot be read. */
export const mustBeTime = 'must be a time in ISO 8601 with its offset, e.g. 2026-11-23T09:00:00+02:00'

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/u

/** Reads a time, a `Date` or a text in ISO 8601 with its offset, as epoch ms; undefined for anything else. */
export const toTime = (value: unknown): number | undefined => {
  const time = value instanceof Date ? value.getTime() : isIsoTime(value) ? Date.parse(value) : Number.NaN
  return Number.isFinite(time) && time >= 0 ? time : undefined
}

const isIsoTime = (value: unknown): value is string => typeof value === 'string' && isoTime.test(value)
