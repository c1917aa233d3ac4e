import { describe, expect, it } from 'vitest'
import { createLocalMinutes } from './local-minutes.ts'
import { minuteOf, quietUntil } from './quiet-hours.ts'

const minutes = createLocalMinutes()
const ask = (time: string, quietHours: { from: string; to: string }, timeZone: string) => {
  const until = quietUntil(Date.parse(time), quietHours, (each) => minutes.at(each, timeZone))
  return until === null ? null : new Date(until).toISOString()
}

describe('quiet hours', () => {
  const night = { from: '21:00', to: '08:30' }

  it('go over midnight', () => {
    expect(ask('2026-11-23T18:59:59.999Z', night, 'Africa/Cairo')).toBeNull()
    expect(ask('2026-11-23T19:00:00Z', night, 'Africa/Cairo')).toBe('2026-11-24T06:30:00.000Z')
    expect(ask('2026-11-24T03:00:00Z', night, 'Africa/Cairo')).toBe('2026-11-24T06:30:00.000Z')
    expect(ask('2026-11-24T06:30:00Z', night, 'Africa/Cairo')).toBeNull()
  })

  it('stand within a day', () => {
    const noon = { from: '12:10', to: '12:20' }

    expect(ask('2026-11-23T12:09:59Z', noon, 'UTC')).toBeNull()
    expect(ask('2026-11-23T12:15:00Z', noon, 'UTC')).toBe('2026-11-23T12:20:00.000Z')
    expect(ask('2026-11-23T12:20:00Z', noon, 'UTC')).toBeNull()
  })

  it('end by the clock on the wall where it is set forward and back', () => {
    expect(ask('2026-03-28T22:00:00Z', night, 'Europe/Berlin')).toBe('2026-03-29T06:30:00.000Z')
    expect(ask('2026-10-24T22:00:00Z', night, 'Europe/Berlin')).toBe('2026-10-25T07:30:00.000Z')
  })

  it('end at the next moment there is, when the one they name is skipped', () => {
    expect(ask('2026-03-28T22:00:00Z', { from: '21:00', to: '02:30' }, 'Europe/Berlin')).toBe(
      '2026-03-29T01:00:00.000Z',
    )
  })

  it('hold again in an hour that comes twice', () => {
    const hours = { from: '02:00', to: '02:30' }

    expect(ask('2026-10-25T00:15:00Z', hours, 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
    expect(ask('2026-10-25T01:15:00Z', hours, 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000Z')
  })

  it('are named by times of the day', () => {
    expect(['00:00', '8:00', '24:00', '23:59', '12:60', ''].map(minuteOf)).toEqual([0, null, null, 1_439, null, null])
  })
})
