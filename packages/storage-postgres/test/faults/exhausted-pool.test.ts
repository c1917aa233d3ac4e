import { isStorageError } from '@khabeer/core/sql'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { noon, openFaultyStorage } from './faulty-storage.ts'

const max = 4

const openOnHostsPool = async () => {
  let pool: pg.Pool | undefined
  const opened = await openFaultyStorage((connectionString) => {
    const own = new pg.Pool({ connectionString, max })
    onTestFinished(() => own.end())
    pool = own
    return { pool: own }
  })
  if (pool === undefined) throw new Error('There is no pool.')
  return { ...opened, pool }
}

it('a pool that the host has taken whole makes every call busy within its time, and nothing of it is stored', async () => {
  const { pool, storage, accept, countMessages } = await openOnHostsPool()
  await accept('3EB0A')
  // The one that listens is ours.
  const taken = await Promise.all(Array.from({ length: max - 1 }, () => pool.connect()))
  const startedAt = performance.now()

  const calls = [
    ...Array.from({ length: 30 }, (_, number) => accept(`3EB0${number}`)),
    storage.usage.read(1, noon),
    storage.leases.renew({ ownerId: 'me', ttlMs: 60_000, maxInstances: null }),
  ]
  const outcomes = await Promise.all(calls.map((call) => call.catch((error: unknown) => error)))
  const seconds = (performance.now() - startedAt) / 1_000
  const storedMeanwhile = await countMessages()
  for (const client of taken) client.release()
  const after = await accept('3EB0B')

  expect(outcomes.filter((outcome) => !isStorageError(outcome) || outcome.code !== 'storage_busy')).toEqual([])
  expect(seconds).toBeLessThan(12)
  expect(storedMeanwhile).toBe(1)
  expect(after.kind).toBe('accepted')
  // What came too late went back.
  expect([pool.waitingCount, pool.totalCount - pool.idleCount]).toEqual([0, 1])
})
