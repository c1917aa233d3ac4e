import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { KyselyTransaction } from '@khabeer/core/sql'
import { Kysely, SqliteDialect } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHostDatabase } from './host-database.ts'
import type { OpenStorage } from './open-storage.ts'
import { noon, openStorage } from './open-storage.ts'

const openHost = async (file: string) => {
  const host = await openHostDatabase(file)
  onTestFinished(() => host.close())
  return host
}

const dailyOf = async ({ storage, accountId }: OpenStorage) => (await storage.usage.read(accountId, noon))?.daily

/** Gives the longest time for which the loop did not turn until the returned function is called. */
const watchLoop = (): (() => number) => {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  return () => {
    delays.disable()
    return delays.max / 1e6
  }
}

describe('a transaction of the host on the same file', () => {
  // Other programs share the machine and may stall the loop, a wait of ours would do so every time.
  it('is waited for without stalling the loop, and its rollback takes nothing else with it', { retry: 4 }, async () => {
    const opened = await openStorage()
    const host = await openHost(opened.file)

    const transaction = await host.db.startTransaction().execute()
    await transaction.insertInto('orders').defaultValues().execute()
    await opened.acceptIn(transaction, '3EB0HOST')
    const stopWatching = watchLoop()
    const beside = Promise.all(Array.from({ length: 50 }, (_, index) => opened.accept(`3EB0${index}`)))
    // What is tested is a host that takes its time.
    await wait(200)
    await transaction.rollback().execute()
    const kinds = (await beside).map(({ kind }) => kind)
    const longestMs = stopWatching()

    expect(kinds).toEqual(Array.from({ length: 50 }, () => 'accepted'))
    expect(await dailyOf(opened)).toBe(50)
    expect(await host.countOrders()).toBe(0)
    expect(longestMs).toBeLessThan(20)
  })

  it('that has read what somebody else wrote over is told to run again, and then stores', async () => {
    const opened = await openStorage()
    const { db } = await openHost(opened.file)
    const sendAfterReading = (write: () => Promise<unknown>) =>
      db.transaction().execute(async (transaction) => {
        await transaction.selectFrom('orders').selectAll().execute()
        await write()
        await opened.acceptIn(transaction, '3EB0HOST')
      })

    const overtaken = sendAfterReading(() => opened.accept('3EB0OTHER'))
    await expect(overtaken).rejects.toMatchObject({
      code: 'storage_busy',
      message: expect.stringContaining('run it again'),
    })
    expect(await dailyOf(opened)).toBe(1)
    await sendAfterReading(async () => undefined)

    expect(await dailyOf(opened)).toBe(2)
  })

  it('may have 64-bit integers as bigints, and keeps its foreign keys as late as they were', async () => {
    const opened = await openStorage({ dailyMessages: 1 })
    const native = new Database(opened.file)
    native.defaultSafeIntegers(true)
    const db = new Kysely<Record<string, never>>({ dialect: new SqliteDialect({ database: native }) })
    onTestFinished(() => db.destroy())

    const areLate = () => native.pragma('defer_foreign_keys', { simple: true })

    const { outcomes, late } = await db.transaction().execute(async (transaction) => {
      const accepted = await opened.acceptIn(transaction, '3EB01')
      const before = areLate()
      native.pragma('defer_foreign_keys = on')
      return { outcomes: [accepted, await opened.acceptIn(transaction, '3EB02')], late: [before, areLate()] }
    })

    expect(outcomes).toMatchObject([
      { kind: 'accepted', messages: [{ id: 1 }] },
      { kind: 'quota_exceeded', allowed: 1, used: 1 },
    ])
    expect(late).toEqual([0n, 1n])
  })
})

describe('what is no transaction on the same file', () => {
  it('is refused with what to pass: another file, a database in memory, a Kysely without a transaction', async () => {
    const opened = await openStorage()
    const elsewhere = await openStorage()
    const { db } = await openHost(elsewhere.file)
    const memory = new Kysely<Record<string, never>>({
      dialect: new SqliteDialect({ database: new Database(':memory:') }),
    })
    onTestFinished(() => memory.destroy())
    const sendIn = <Tables>(host: Kysely<Tables>) =>
      host.transaction().execute((transaction) => opened.acceptIn(transaction, '3EB01'))
    const whatToPass = `must be an open transaction of a Kysely on ${opened.file}`

    await expect(sendIn(db)).rejects.toThrow(new RegExp(`^${whatToPass}.* This one is on ${elsewhere.file}.$`, 'u'))
    await expect(sendIn(memory)).rejects.toThrow('This one is on a database in memory.')
    await expect(opened.acceptIn(db, '3EB01')).rejects.toThrow(`${whatToPass}`)

    expect(await dailyOf(opened)).toBe(0)
  })

  it('is refused where only SQLite knows that the transaction has ended', async () => {
    const opened = await openStorage()
    const native = new Database(opened.file)
    onTestFinished(() => void native.close())
    // As a Kysely that does not look after its ended transactions.
    const transaction: KyselyTransaction = {
      isTransaction: true,
      withoutPlugins: () => transaction,
      executeQuery: async ({ sql, parameters }) => {
        const statement = native.prepare(sql)
        if (statement.reader) return { rows: statement.all(...parameters) as Record<string, unknown>[] }
        const { changes, lastInsertRowid } = statement.run(...parameters)
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
      },
    }

    await expect(opened.acceptIn(transaction, '3EB01')).rejects.toThrow('This one has ended.')
    native.exec('begin')
    await opened.acceptIn(transaction, '3EB01')
    native.exec('commit')

    expect(await dailyOf(opened)).toBe(1)
  })

  it('leaves a transaction of another database usable', async () => {
    const opened = await openStorage()
    const elsewhere = await openStorage()
    const host = await openHost(elsewhere.file)

    await host.transaction(async ({ transaction, writeOrder }) => {
      await writeOrder()
      await expect(opened.acceptIn(transaction, '3EB01')).rejects.toMatchObject({ code: 'invalid_transaction' })
      await writeOrder()
    })

    expect(await host.countOrders()).toBe(2)
  })
})
