import type { Storage } from '@khabeer/core/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place } from './place.ts'
import { places } from './place.ts'
import type { Racers, StorageCall } from './racers.ts'
import { startRacers } from './racers.ts'
import { createAccount, noon } from './senders.ts'

type Created = Awaited<ReturnType<Storage['instances']['create']>>

const processes = [0, 1, 2, 3]
const limit = 3

const createCalls = (accountId: number): readonly (readonly StorageCall[])[] =>
  processes.map((process) =>
    Array.from({ length: 25 }, (_, number) => ({
      store: 'instances',
      verb: 'create',
      input: [{ accountId, name: `Shop ${process}-${number}`, at: noon }],
    })),
  )

/** How many instances of an account there are, by the rows themselves. */
const countInstances = async (place: Place, accountId: number): Promise<number | undefined> => {
  const [row] = await place.query<{ readonly count: number }>(
    `select cast(count(*) as integer) as count from khabeer_instances
      where account_id = ${accountId} and deleted_at is null`,
  )
  return row?.count
}

let racers: Racers
beforeAll(async () => {
  racers = await startRacers(processes.length)
})
afterAll(() => racers.end())

describe.each(places)('100 creates at once, from four processes, on %s', (_name, createPlace) => {
  it('make as many instances as the plan allows, and one more for each that is deleted', async () => {
    const place = createPlace()
    const storage = await place.open()
    const accountId = await createAccount(storage, { instances: limit })
    const otherAccountId = await createAccount(storage, { instances: limit })
    await racers.open(place.settings)

    const outcomes = (await racers.race<Created>(createCalls(accountId), 25)).flat()
    const kinds = outcomes.map(({ value }) => value?.kind)
    const first = await countInstances(place, accountId)
    const [oldest] = await storage.instances.list(accountId)
    await storage.instances.delete(accountId, oldest?.id ?? 0, noon)
    const later = (await racers.race<Created>(createCalls(accountId), 25)).flat()

    expect(kinds.filter((kind) => kind === 'created')).toHaveLength(limit)
    expect(kinds.filter((kind) => kind === 'limit_reached')).toHaveLength(100 - limit)
    expect(first).toBe(limit)
    expect(later.filter(({ value }) => value?.kind === 'created')).toHaveLength(1)
    expect(await countInstances(place, accountId)).toBe(limit)
    expect(await countInstances(place, otherAccountId)).toBe(0)
  })

  it('would make too many if they counted before they created, and that is seen', async () => {
    const place = createPlace()
    const accountId = await createAccount(await place.open(), {})
    await racers.open(place.settings)
    const question = { store: 'instances', verb: 'list', input: [accountId] } as const

    await racers.raceReadingFirst(createCalls(accountId), question, limit)

    expect(await countInstances(place, accountId)).toBeGreaterThan(limit)
  })
})
