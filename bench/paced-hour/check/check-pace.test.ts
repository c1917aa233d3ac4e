import { describe, expect, it } from 'vitest'
import type { Rules } from '../rules.ts'
import { planRun } from '../rules.ts'
import type { Arrival } from './check-pace.ts'
import { checkPace } from './check-pace.ts'

const rules: Rules = {
  gapMs: 100,
  recipientGapMs: 1_000,
  dailyMessages: [3, 4],
  dailyFirstContacts: 2,
  midnight: 50_000,
  quiet: { from: 80_000, to: 90_000 },
}
const arrival = (at: number, more: Partial<Arrival> = {}): Arrival => ({
  waMessageId: `id-${at}`,
  sender: 'shop',
  recipient: 'ahmed',
  at,
  leftAt: at,
  ...more,
})
const kinds = (arrivals: readonly Arrival[]) => checkPace(arrivals, rules, 10).map(({ kind }) => kind)

describe('the check of a paced hour', () => {
  it('lets pass what keeps to the rules, by each number for itself', () => {
    expect(kinds([arrival(0), arrival(50, { sender: 'other' }), arrival(1_000), arrival(2_000)])).toEqual([])
  })

  it('sees a gap that is too small, and allows for a late arrival', () => {
    const to = (recipient: string) => ({ recipient })

    expect(kinds([arrival(0), arrival(90, to('sara'))])).toEqual([])
    expect(kinds([arrival(0), arrival(89, to('sara'))])).toEqual(['pace'])
    expect(kinds([arrival(0), arrival(989)])).toEqual(['recipient_gap'])
  })

  it('counts an id that comes again once for the day, and each time for the pace', () => {
    const again = { waMessageId: 'id-0' }

    expect(kinds([arrival(0), arrival(1_000), arrival(2_000), arrival(3_000, again)])).toEqual([])
    expect(kinds([arrival(0), arrival(50, again)])).toEqual(['pace'])
  })

  it('sees a cap that is exceeded on either day', () => {
    const four = [0, 1_000, 2_000, 3_000].map((at) => arrival(at))
    const five = [60_000, 61_000, 62_000, 63_000, 64_000].map((at) => arrival(at))

    expect(kinds(four)).toEqual(['daily_cap'])
    expect(kinds(five)).toEqual(['daily_cap'])
    expect(kinds([...four.slice(1), arrival(50_005, { leftAt: 49_990 })])).toEqual(['daily_cap'])
    expect(kinds([arrival(50_005, { leftAt: 49_990 }), ...five.slice(1)])).toEqual([])
  })

  it('sees a first contact too many, and what comes in quiet hours', () => {
    const strangers = ['a', 'b', 'c'].map((recipient, index) => arrival(index * 200, { recipient }))

    expect(kinds(strangers)).toEqual(['first_contacts'])
    expect(kinds([arrival(80_009, { leftAt: 79_999 }), arrival(85_000), arrival(90_000)])).toEqual(['quiet_hours'])
  })
})

const minutesOfDay = Array.from({ length: 24 }, (_, hour) => [0, 17, 30, 59].map((minute) => [hour, minute] as const))

it.each(minutesOfDay.flat())(
  'a run that begins at %i:%i has its midnight and its quiet hours within',
  (hour, minute) => {
    const startsAt = Date.UTC(2026, 10, 23, hour, minute, 12)

    const { rules: planned, timeZone, pacing } = planRun(startsAt, 60)

    const local = (at: number) =>
      new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)
    expect(planned.midnight).toBeGreaterThan(startsAt)
    expect(planned.midnight).toBeLessThan(startsAt + 3_600_000)
    expect(local(planned.midnight)).toBe('00:00')
    expect(local(planned.quiet.from)).toBe(pacing.quietHours.from)
    expect(local(planned.quiet.to)).toBe(pacing.quietHours.to)
  },
)
