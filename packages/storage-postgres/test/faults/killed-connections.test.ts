import { isStorageError } from '@khabeer/core/sql'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../../../../test/support/until.ts'
import { noon, openFaultyStorage } from './faulty-storage.ts'

const rounds = 25

it('connections that are killed at any moment cost no message, and end no host that does not listen', async () => {
  const name = 'khabeer to be killed'
  const { storage, accept, another, database } = await openFaultyStorage((connectionString) => {
    const pool = new pg.Pool({ connectionString, application_name: name, max: 10 })
    onTestFinished(() => pool.end())
    return { pool }
  })
  const { accept: acceptElsewhere } = await another()
  await acceptElsewhere('3EB0FF')
  let isOver = false
  let tellAccepted: () => void = () => undefined
  const accepted: string[] = []
  const refused: unknown[] = []

  const load = async (worker: number): Promise<void> => {
    for (let number = 0; !isOver; number += 1) {
      const id = `3EB0${worker}A${number}`
      await accept(id, number % 2 === 0 ? id : undefined).then(
        () => {
          accepted.push(id)
          tellAccepted()
        },
        (error: unknown) => refused.push(error),
      )
      await storage.usage.read(1, noon).catch((error: unknown) => refused.push(error))
      await storage.leases
        .renew({ ownerId: `worker ${worker}`, ttlMs: 60_000, maxInstances: null })
        .catch((error: unknown) => refused.push(error))
    }
  }
  const killAgainAndAgain = async (): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      const next = new Promise<void>((resolve) => {
        tellAccepted = resolve
      })
      await database.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name])
      await next
    }
    isOver = true
  }
  await Promise.all([killAgainAndAgain(), load(1), load(2), load(3), load(4)])
  const endedAt = performance.now()
  await accept('3EB0EE')

  const recoveredAfterMs = performance.now() - endedAt
  const { rows } = await database.query<{ id: string }>('select wa_message_id as id from khabeer_messages')
  const stored = rows.map(({ id }) => id)
  expect(refused.filter((error) => !isStorageError(error))).toEqual([])
  expect(accepted.filter((id) => !stored.includes(id))).toEqual([])
  expect(new Set(stored).size).toBe(stored.length)
  expect((await storage.usage.read(1, noon))?.daily).toBe(stored.length)
  expect(recoveredAfterMs).toBeLessThan(5_000)
})

it('a transaction that fell asleep is ended by the server: it holds nobody up, and nothing of it is stored', async () => {
  const { storage, proxy, another } = await openFaultyStorage()
  const { storage: neighbour } = await another()
  const plan = { monthlyMessages: 5, dailyMessages: null, instances: null }
  const asleep = proxy.silentAt(/^commit/)

  const sleeping = storage.accounts.update(1, { plan }).catch((error: unknown) => error)
  await asleep
  const other = { ...plan, monthlyMessages: 7 }
  await until('the row is free', 8_000, () => neighbour.accounts.update(1, { plan: other }).catch(() => null))
  proxy.speak()

  expect(await sleeping).toMatchObject({ name: 'StorageError', code: 'storage_failed' })
  expect((await storage.accounts.get(1))?.plan).toEqual(other)
})
