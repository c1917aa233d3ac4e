import { expect, it } from 'vitest'
import { createUsageCalendar } from './usage-period.ts'

const at = (iso: string) => Date.parse(iso)

it('counts in UTC by calendar day and month', () => {
  const periods = createUsageCalendar().periodsAt(at('2026-11-23T06:00:00.000Z'), 'UTC')

  expect(periods).toMatchObject({
    day: '2026-11-23',
    month: '2026-11',
    dayEndsAt: at('2026-11-24T00:00:00.000Z'),
    monthEndsAt: at('2026-12-01T00:00:00.000Z'),
  })
})

it('knows the last day of a year', () => {
  const periods = createUsageCalendar().periodsAt(at('2026-12-31T23:59:59.999Z'), 'UTC')

  expect(periods).toMatchObject({
    day: '2026-12-31',
    dayEndsAt: at('2027-01-01T00:00:00.000Z'),
    monthEndsAt: at('2027-01-01T00:00:00.000Z'),
  })
})

it('takes the date of the zone, not of UTC', () => {
  const calendar = createUsageCalendar()

  expect(calendar.periodsAt(at('2026-11-30T22:30:00.000Z'), 'Africa/Cairo')).toMatchObject({
    day: '2026-12-01',
    month: '2026-12',
  })
  expect(calendar.periodsAt(at('2026-12-01T03:00:00.000Z'), 'America/New_York')).toMatchObject({
    day: '2026-11-30',
    month: '2026-11',
    dayEndsAt: at('2026-12-01T05:00:00.000Z'),
  })
})

it('ends the 23 hour and the 25 hour day of New York at its own midnight', () => {
  const calendar = createUsageCalendar()

  expect(calendar.periodsAt(at('2026-03-08T06:00:00.000Z'), 'America/New_York')).toMatchObject({
    day: '2026-03-08',
    dayEndsAt: at('2026-03-09T04:00:00.000Z'),
    monthEndsAt: at('2026-04-01T04:00:00.000Z'),
  })
  expect(calendar.periodsAt(at('2026-11-01T04:30:00.000Z'), 'America/New_York')).toMatchObject({
    day: '2026-11-01',
    dayEndsAt: at('2026-11-02T05:00:00.000Z'),
  })
})

it('ends a day of Cairo whose midnight does not exist, and one that has 23:30 twice', () => {
  const calendar = createUsageCalendar()

  // Summer time begins at 24:00 of the last Thursday of April: the Friday starts at 01:00.
  expect(calendar.periodsAt(at('2026-04-23T12:00:00.000Z'), 'Africa/Cairo')).toMatchObject({
    day: '2026-04-23',
    dayEndsAt: at('2026-04-23T22:00:00.000Z'),
  })
  // It ends at 24:00 of the last Thursday of October, which goes back to 23:00.
  expect(calendar.periodsAt(at('2026-10-29T20:30:00.000Z'), 'Africa/Cairo')).toMatchObject({
    day: '2026-10-29',
    dayEndsAt: at('2026-10-29T22:00:00.000Z'),
  })
})

it('answers rightly when asked for earlier and later times in turn', () => {
  const calendar = createUsageCalendar()
  const days = ['2026-11-23T12:00:00Z', '2026-11-22T12:00:00Z', '2026-11-24T00:00:00Z', '2026-11-23T23:59:59Z'].map(
    (iso) => calendar.periodsAt(at(iso), 'UTC').day,
  )

  expect(days).toEqual(['2026-11-23', '2026-11-22', '2026-11-24', '2026-11-23'])
})

it('refuses a zone that does not exist', () => {
  expect(() => createUsageCalendar().periodsAt(0, 'Mars/Olympus')).toThrow(RangeError)
})
