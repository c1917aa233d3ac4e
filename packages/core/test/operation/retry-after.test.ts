import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { jumpingClock } from '../gateway/jumping-clock.ts'
import type { Answered } from './asking.ts'
import { apiKey, createAsking } from './asking.ts'

/** A gateway that accepts, by a clock that the test moves. */
const createShop = async (options: Partial<KhabeerOptions> = {}) => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-retry-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'khabeer.db')
  const clock = jumpingClock()
  const core = createKhabeer({
    storage: sqliteStorage({ file, busyTimeoutMs: 50 }),
    role: 'api',
    apiKey,
    clock,
    ...options,
  })
  onTestFinished(() => core.stop())
  // The time that only goes on is moved with the time of day.
  const ask = createAsking(core, {
    clock: { ...clock, elapsed: clock.now },
    startTimeoutMs: 50,
    throttle: { requests: 20, perMs: 60_000 },
  })
  /** Waits just as long as an answer says. */
  const waitAsTold = ({ headers }: Answered): void => clock.jump(Number(headers['retry-after']) * 1_000)
  return { core, ask, clock, file, waitAsTold }
}

it('whoever waits as long as Retry-After says has a new day of the quota', async () => {
  const { core, ask, clock, waitAsTold } = await createShop({ defaultAccount: { plan: { dailyMessages: 1 } } })
  await core.start()
  const { id } = await core.instances.create({ name: 'Shop' })
  const send = () => ask('POST /messages/send', { instance_id: id, to: '201001234567', text: 'Hi' })
  expect(await send()).toMatchObject({ status: 202 })

  const refused = await send()
  waitAsTold(refused)
  clock.jump(-2_000)
  const early = await send()
  clock.jump(2_000)

  expect(refused).toMatchObject({ status: 429, body: { code: 'quota_exceeded' } })
  expect(early).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^[12]$/) } })
  expect(await send()).toMatchObject({ status: 202 })
})

it('whoever waits as long as Retry-After says is let through by the throttle', async () => {
  const { core, ask, waitAsTold } = await createShop()
  await core.start()
  const answers = await Promise.all(Array.from({ length: 21 }, () => ask('GET /usage')))

  const refused = answers.find(({ status }) => status === 429)

  expect(refused).toMatchObject({ headers: { 'retry-after': '60' }, body: { code: 'too_many_requests' } })
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
  if (refused !== undefined) waitAsTold(refused)
  expect(await ask('GET /usage')).toMatchObject({ status: 200 })
})

it('whoever waits as long as Retry-After says finds a database that is free again', async () => {
  const { core, ask, file, waitAsTold } = await createShop()
  await core.start()
  const { id } = await core.instances.create({ name: 'Shop' })
  const send = () => ask('POST /messages/send', { instance_id: id, to: '201001234567', text: 'Hi' })
  const other = new Database(file)
  onTestFinished(() => {
    other.close()
  })
  other.exec('begin immediate')

  const refused = await send()
  other.exec('rollback')
  waitAsTold(refused)

  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'storage_busy' } })
  expect(await send()).toMatchObject({ status: 202 })
})

it('whoever waits as long as Retry-After says finds a core that has started', async () => {
  const { core, ask, waitAsTold } = await createShop()

  const refused = await ask('GET /usage')
  // The clock of the test passes no time for a start, which takes far less than it is told to wait.
  await core.start()
  waitAsTold(refused)
  const answer = await ask('GET /usage')

  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'starting' } })
  expect(answer).toMatchObject({ status: 200 })
})
