import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isStorageError, sqlStorage } from '@khabeer/core/sql'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './open-database.ts'
import { resolveOptions } from './options.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

const noon = Date.UTC(2026, 10, 23, 12)

/** Whether SQLite undid the whole transaction when the statement failed, as it may, or only the statement. */
type Extent = 'statement' | 'transaction'

interface Failing {
  readonly db: Database.Database
  /** Has the `nth` statement from now on fail. */
  failAt(nth: number, code: string, extent: Extent): void
  /** Lets every statement pass; tells whether one had failed. */
  heal(): boolean
}

/** Puts a handle in front of another one, whose statements can be made to fail. */
const createFailing = (inner: Database.Database): Failing => {
  let left = Infinity
  let fail = (): void => undefined

  const step = (): void => {
    left -= 1
    if (left === 0) fail()
  }
  const watch = (statement: Database.Statement): Database.Statement =>
    new Proxy(statement, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...input: readonly unknown[]) => {
          if (name === 'run' || name === 'get' || name === 'all') step()
          const result: unknown = value.apply(target, input)
          return result === target ? watch(target) : result
        }
      },
    })

  return {
    db: new Proxy(inner, {
      get: (target, name) => {
        if (name === 'prepare') return (sql: string) => watch(target.prepare(sql))
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
    failAt: (nth, code, extent) => {
      left = nth
      fail = () => {
        if (extent === 'transaction' && inner.inTransaction) inner.exec('rollback')
        throw new Database.SqliteError('Failed by the test.', code)
      }
    },
    heal: () => {
      const hasFailed = left <= 0
      left = Infinity
      return hasFailed
    },
  }
}

const openFailing = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'khabeer-nth-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const handles: Failing[] = []
  const options = resolveOptions({ file: join(directory, 'khabeer.db'), busyTimeoutMs: 50 })
  const driver = createSqliteDriver(options, async (given) => {
    const { db, file } = await openDatabase(given)
    const failing = createFailing(db)
    handles.push(failing)
    return { db: failing.db, file }
  })
  const storage = sqlStorage(driver)
  onTestFinished(() => storage.close())
  await storage.migrate()
  const plan = { monthlyMessages: null, dailyMessages: null, instances: null }
  await storage.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })
  await storage.instances.create({ accountId: 1, name: 'Shop', at: noon })
  const [failing] = handles
  if (failing === undefined) throw new Error('There is no handle.')
  return { storage, failing }
}

const faults = ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE'].flatMap((code) =>
  (['statement', 'transaction'] as const).map((extent) => ({ code, extent })),
)

it.each(faults)(
  'whichever statement fails with $code, undoing its $extent, what was answered is what is stored',
  async ({ code, extent }) => {
    const { storage, failing } = await openFailing()
    const accept = (waMessageId: string) =>
      storage.messages.accept({
        accountId: 1,
        instanceId: 1,
        at: noon,
        messages: [{ waMessageId, recipient: '2010', type: 'text', content: { text: 'Hello' } }],
      })
    let stored = 0
    let nth = 0
    let hasFailed = true

    while (hasFailed) {
      nth += 1
      failing.failAt(nth, code, extent)
      const outcomes = await Promise.allSettled(['A', 'B', 'C'].map((name) => accept(`3EB0${nth}${name}`)))
      hasFailed = failing.heal()
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
      stored += outcomes.length - refusals.length

      expect(refusals.filter((error) => !isStorageError(error))).toEqual([])
      expect((await storage.usage.read(1, noon))?.daily).toBe(stored)
    }

    // More than one message's, because the group is tried again apart.
    expect(nth).toBeGreaterThan(10)
  },
)
