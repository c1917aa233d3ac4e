import type { Storage } from '@khabeer/core/sql'
import { describe, expect, it } from 'vitest'
import type { Place } from './place.ts'
import { places } from './place.ts'
import type { Attempt } from './quota-facts.ts'
import { readQuotaFacts } from './quota-facts.ts'
import { countFaults, localDate, quotaFaults } from './quota-faults.ts'
import { acceptEach, batchOf, createSender } from './senders.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Midnights at which the month ends as well. */
const midnights = [
  ['UTC', Date.UTC(2026, 11, 1)],
  ['Africa/Cairo', Date.UTC(2026, 10, 30, 22)],
  ['America/New_York', Date.UTC(2026, 11, 1, 5)],
  ['Asia/Kathmandu', Date.UTC(2026, 10, 30, 18, 15)],
] as const

/** Three handles on one database, as three processes would have. */
const openThree = async (place: Place): Promise<readonly [Storage, Storage, Storage]> => [
  await place.open(),
  await place.open(),
  await place.open(),
]

/** Accepts through all handles at once, each taking its turn. */
const acceptThroughAll = async (
  storages: readonly Storage[],
  batches: readonly ReturnType<typeof batchOf>[],
): Promise<readonly Attempt[]> => {
  const attempts = storages.map((storage, index) =>
    acceptEach(
      storage,
      batches.filter((_, number) => number % storages.length === index),
    ),
  )
  return (await Promise.all(attempts)).flat()
}

/** The days in which messages were counted. */
const daysOf = async (place: Place, attempts: readonly Attempt[]): Promise<readonly string[]> => {
  const ids = attempts.flatMap(({ answer }) =>
    answer !== null && 'messages' in answer ? answer.messages.map(({ id }) => id) : [],
  )
  const rows = await place.query<{ readonly day: string }>(
    `select day from khabeer_messages where id in (${ids.join()})`,
  )
  return rows.map(({ day }) => day)
}

describe.each(places)('accepts through several handles on %s', (_name, createPlace) => {
  it('count each message in the day and the month of its own time, at midnight too, and fill both days', async () => {
    const place = createPlace()
    const storages = await openThree(place)
    const [storage] = storages
    const shops = await Promise.all(
      midnights.map(async ([timeZone, midnight]) => ({
        sender: await createSender(storage, { dailyMessages: 60 }, timeZone),
        midnight,
      })),
    )
    // Two to the millisecond, before and after midnight, and every account at its own.
    const batches = numbers(200).flatMap((number) =>
      shops.map(({ sender, midnight }) => batchOf(sender, { at: midnight - 50 + Math.floor(number / 2) })),
    )

    const attempts = await acceptThroughAll(storages, batches)
    const facts = await readQuotaFacts(place, attempts)

    expect(quotaFaults(facts)).toEqual([])
    expect(facts.counters.map(({ kind, period, units }) => `${kind} ${period} ${units}`).toSorted()).toEqual(
      ['day 2026-11-30 60', 'day 2026-12-01 60', 'month 2026-11 60', 'month 2026-12 60'].flatMap((each) =>
        shops.map(() => each),
      ),
    )
  })

  it('count in one day the hour that the clocks repeat before midnight', async () => {
    const place = createPlace()
    const storages = await openThree(place)
    const sender = await createSender(storages[0], {}, 'Africa/Cairo')
    const backAt = Date.UTC(2026, 9, 29, 21)
    const batches = numbers(90).map((number) => batchOf(sender, { at: backAt + (number - 30) * 2 * 60_000 }))

    const attempts = await acceptThroughAll(storages, batches)
    const facts = await readQuotaFacts(place, attempts)

    expect(quotaFaults(facts)).toEqual([])
    expect(facts.counters.filter(({ kind }) => kind === 'day').map(({ period, units }) => [period, units])).toEqual(
      expect.arrayContaining([
        ['2026-10-29', 60],
        ['2026-10-30', 30],
      ]),
    )
  })

  it('count in the new time zone as soon as it was changed, through every handle', async () => {
    const place = createPlace()
    const storages = await openThree(place)
    const [storage] = storages
    const sender = await createSender(storage, {}, 'Pacific/Kiritimati')
    // Then it is tomorrow in the first of them, and today in the second.
    const at = Date.UTC(2026, 10, 30, 11)
    const zones = ['Pacific/Pago_Pago', 'Pacific/Kiritimati']
    const late: string[] = []

    for (const round of numbers(20)) {
      const timeZone = zones[round % 2] ?? 'UTC'
      const beside = acceptThroughAll(
        storages,
        numbers(9).map(() => batchOf(sender, { at })),
      )
      await storages[round % 3]?.accounts.update(sender.accountId, { timeZone })
      const after = await acceptThroughAll(
        storages,
        numbers(9).map(() => batchOf(sender, { at })),
      )
      await beside
      const days = await daysOf(place, after)
      late.push(...days.filter((day) => day !== localDate(at, timeZone)))
    }
    const facts = await readQuotaFacts(place, [])

    expect(late).toEqual([])
    expect(countFaults(facts)).toEqual([])
    expect(facts.storedIds).toHaveLength(20 * 18)
  })
})
