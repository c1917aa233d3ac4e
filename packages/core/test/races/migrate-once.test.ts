import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { FirstInstance } from './first-version.ts'
import { makeFirstVersion, migrationNames } from './first-version.ts'
import type { Place } from './place.ts'
import { places, placesOfEveryKind } from './place.ts'
import type { Outcomes, Racers } from './racers.ts'
import { migrateCall, startRacers } from './racers.ts'
import { createSender } from './senders.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const migrateAll = (racers: Racers, count: number): Promise<Outcomes<null>> =>
  racers.race(numbers(count).map(() => [migrateCall]))

const migrationsOf = async (place: Place): Promise<readonly string[]> =>
  (await place.query<{ readonly name: string }>('select name from khabeer_migrations order by name')).map(
    ({ name }) => name,
  )

const freeLeasesOf = (place: Place): Promise<readonly FirstInstance[]> =>
  place.query(
    `select cast(instance_id as integer) as id, cast(epoch as integer) as epoch from khabeer_leases
      where owner is null and expires_at = 0 order by instance_id`,
  )

const errorsOf = (outcomes: Outcomes<null>) => outcomes.flat().flatMap(({ error }) => error ?? [])

describe('20 processes that start at once', () => {
  const count = 20
  let racers: Racers
  beforeAll(async () => {
    racers = await startRacers(count)
  })
  afterAll(() => racers.end())

  it.each(placesOfEveryKind)('make the tables of an empty database once: %s', async (_name, createPlace) => {
    const place = createPlace()
    await place.prepare()
    await racers.place(place.settings)

    const outcomes = await migrateAll(racers, count)
    const sender = await createSender(await place.open(), {})

    expect(errorsOf(outcomes)).toEqual([])
    expect(outcomes.flat()).toHaveLength(count)
    expect(await migrationsOf(place)).toEqual(migrationNames)
    expect(sender).toEqual({ accountId: 1, instanceId: 1 })
  })

  it.each(placesOfEveryKind)(
    'bring the tables of the first version up once, epochs and all: %s',
    async (_name, createPlace) => {
      const place = createPlace()
      const instances = await makeFirstVersion(place)
      await racers.place(place.settings)

      const outcomes = await migrateAll(racers, count)
      const leases = await freeLeasesOf(place)
      const storage = await place.open()
      const taken = await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 100 })

      expect(errorsOf(outcomes)).toEqual([])
      expect(outcomes.flat()).toHaveLength(count)
      expect(await migrationsOf(place)).toEqual(migrationNames)
      expect(leases).toEqual(instances)
      expect(taken.map(({ instanceId, epoch }) => ({ id: instanceId, epoch: epoch - 1 }))).toEqual(instances)
    },
  )
})

describe('a process that is killed while it migrates', () => {
  it.each(places)(
    'leaves nothing half done, from nothing as from the first version: %s',
    async (_name, createPlace) => {
      const count = 5
      const racers = await startRacers(count)
      onTestFinished(() => racers.end())
      for (const [makeTables, doomed] of [
        [async () => [], [0, 1]],
        [makeFirstVersion, [2, 3]],
      ] as const) {
        const place = createPlace()
        const instances = await makeTables(place)
        await place.prepare()
        await racers.place(place.settings)

        const migrating = migrateAll(racers, count)
        await killInTurn(racers, doomed)
        const outcomes = await migrating
        const storage = await place.open()

        expect(errorsOf(outcomes)).toEqual([])
        expect(await migrationsOf(place)).toEqual(migrationNames)
        expect(await freeLeasesOf(place)).toEqual(instances)
        expect(await storage.accounts.list()).toHaveLength(Math.min(1, instances.length))
      }
    },
  )
})

/** Kills one after another, at moments that nobody chose. */
const killInTurn = async (racers: Racers, indexes: readonly number[]): Promise<void> => {
  for (const index of indexes) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
    await racers.kill(index)
  }
}
