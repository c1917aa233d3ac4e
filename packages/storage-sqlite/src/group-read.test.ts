import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SqlProgram } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGroupRead } from './group-read.ts'
import { createProgramRunner } from './program-runner.ts'
import { toStorageError } from './sqlite-errors.ts'

/** A file with one order of state `new`; without a write-ahead log whoever writes to it keeps readers out. */
const openOrders = ({ busyTimeoutMs = 5_000, journal = 'wal' } = {}) => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-read-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'orders.db')
  const open = () => {
    const db = new Database(file, { timeout: 0 })
    onTestFinished(() => void db.close())
    return db
  }
  const own = open()
  own.pragma(`journal_mode = ${journal}`)
  own.exec("create table orders (id integer primary key, state text); insert into orders values (1, 'new')")
  const reads = createGroupRead(own, createProgramRunner(own), {
    busyTimeoutMs,
    toError: (error) => toStorageError(error, file),
  })
  return { read: reads.add, idle: reads.idle, own, other: open() }
}

/** Reads a value, and once more after `between`. */
function* readTwice(sql: string, between: () => void): SqlProgram<readonly unknown[]> {
  const query = { sql, isRead: true, bind: () => [] }
  const first = yield { query, values: [], expects: 'row' }
  between()
  const second = yield { query, values: [], expects: 'row' }
  return [first, second]
}

const readState = (between = () => {}): SqlProgram<readonly unknown[]> =>
  readTwice('select state from orders where id = 1', between)

describe('reads that wait together', () => {
  it('are read as of one moment, whoever writes meanwhile; what comes later is read as of a later one', async () => {
    const { read, other } = openOrders()
    const pay = () => void other.exec("update orders set state = 'paid'")

    const together = await Promise.all([read(() => readState(pay)), read(() => readState())])

    expect(together.flat()).toEqual(Array(4).fill({ state: 'new' }))
    expect(await read(() => readState())).toEqual([{ state: 'paid' }, { state: 'paid' }])
  })

  it('do not fail with one of them', async () => {
    const { read, own } = openOrders()
    const broken = () => readTwice('select nothing from orders', () => {})

    const outcomes = await Promise.allSettled([read(() => readState()), read(broken), read(() => readState())])

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { name: 'StorageError' } })
    expect(own.inTransaction).toBe(false)
  })

  it('give the event loop its turns when they take long', async () => {
    const { read } = openOrders()
    let turns = 0
    const slow = () => {
      const endsAt = performance.now() + 3
      while (performance.now() < endsAt);
    }

    let isDone = false
    const reading = Promise.all(Array.from({ length: 12 }, () => read(() => readState(slow)))).finally(() => {
      isDone = true
    })
    while (!isDone) {
      turns += 1
      await nextTurn()
    }

    await reading
    expect(turns).toBeGreaterThan(3)
  })
})

describe('reads of a file that somebody holds', () => {
  it('wait while the event loop turns, and then are read', async () => {
    const { read, other } = openOrders({ journal: 'delete' })
    other.exec("begin exclusive; update orders set state = 'paid'")
    const reading = Promise.all([read(() => readState()), read(() => readState())])
    for (let turn = 0; turn < 20; turn += 1) await nextTurn()

    other.exec('commit')

    expect((await reading).flat()).toEqual(Array(4).fill({ state: 'paid' }))
  })

  it('give up after the limit, and are read again once it is free', async () => {
    const { read, other, idle } = openOrders({ journal: 'delete', busyTimeoutMs: 40 })
    other.exec('begin exclusive')

    const reading = read(() => readState())

    await expect(reading).rejects.toMatchObject({ name: 'StorageError', code: 'storage_busy' })
    other.exec('commit')
    await idle()
    expect(await read(() => readState())).toHaveLength(2)
  })
})

it('is idle once all that waited has been read', async () => {
  const { read, idle } = openOrders()
  let isRead = false
  const reading = read(() => readState()).then(() => {
    isRead = true
  })

  await idle()

  expect(isRead).toBe(true)
  await reading
  await idle()
})
