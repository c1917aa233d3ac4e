import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from './temporary-directory.ts'

const fixture = new URL('./fixtures/storage-process.mjs', import.meta.url).pathname

const newFile = () => join(temporaryDirectory(), 'khabeer.db')

const createDatabase = async (file: string) => {
  const storage = sqliteStorage({ file })
  await storage.migrate()
  await storage.close()
}

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

const expectRefused = async (file: string, words: RegExp) => {
  const before = hashOf(file)
  const storage = sqliteStorage({ file })

  const refusal: unknown = await storage.migrate().catch((error: unknown) => error)
  await storage.close()

  expect(refusal).toMatchObject({
    name: 'StorageError',
    code: 'storage_unusable',
    message: expect.stringMatching(words),
  })
  expect(hashOf(file)).toBe(before)
}

describe('a new database', () => {
  it('is for its owner alone, and nothing is left beside it', async () => {
    const file = newFile()

    await createDatabase(file)

    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(file, '..'))).toEqual(['khabeer.db'])
  })

  it('keeps its log and its owner file private too', async () => {
    const file = newFile()
    const storage = sqliteStorage({ file })
    await storage.migrate()
    await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 100 })

    const modes = ['-wal', '-shm', '-owner'].map((suffix) => statSync(`${file}${suffix}`).mode & 0o777)
    await storage.close()

    expect(modes).toEqual([0o600, 0o600, 0o600])
  })

  it('is one database for processes that create it at once', async () => {
    const file = newFile()
    const names = ['a', 'b', 'c', 'd']

    await Promise.all(names.map((name) => promisify(execFile)(process.execPath, [fixture, 'add', file, name])))

    const storage = sqliteStorage({ file })
    await storage.migrate()
    const accounts = await storage.accounts.list()
    await storage.close()
    expect(accounts.map((account) => account.name).toSorted()).toEqual(names)
    expect(readdirSync(join(file, '..'))).toEqual(['khabeer.db'])
  })

  it('may be opened twice by one storage at once', async () => {
    const storage = sqliteStorage({ file: newFile() })

    await Promise.all([storage.migrate(), storage.migrate()])

    expect(await storage.accounts.list()).toEqual([])
    await storage.close()
  })
})

describe('an existing file', () => {
  it("may be the host's own database: what is in it stays", async () => {
    const file = newFile()
    const host = new Database(file)
    host.exec("create table orders (id integer primary key, what text); insert into orders values (1, 'tea')")

    await createDatabase(file)

    expect(host.prepare('select what from orders').pluck().all()).toEqual(['tea'])
    host.close()
  })

  it('is refused when it is empty', async () => {
    const file = newFile()
    writeFileSync(file, '')

    await expectRefused(file, /is empty/)
  })

  it('is refused when it is no database', async () => {
    const file = newFile()
    writeFileSync(file, 'This is a letter, and not a short one. '.repeat(200))

    await expectRefused(file, /not an SQLite database/)
  })

  it('is refused when a page of it is damaged', async () => {
    const file = newFile()
    await createDatabase(file)
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 4096 * 4, 4096 * 5)
    writeFileSync(file, bytes)

    await expectRefused(file, /damaged/)
  })

  it('is refused when it was cut off', async () => {
    const file = newFile()
    await createDatabase(file)
    writeFileSync(file, readFileSync(file).subarray(0, 4096 * 3))

    await expectRefused(file, /damaged/)
  })

  it('is refused when a newer version wrote it', async () => {
    const file = newFile()
    await createDatabase(file)
    const db = new Database(file)
    db.exec("insert into khabeer_migrations values ('9999-from-the-future', '2036-01-01T00:00:00.000Z')")
    db.close()

    await expectRefused(file, /newer version/)
  })
})

describe('a name', () => {
  it.each(['', '  ', ':memory:'])('that is no file is refused: "%s"', (file) => {
    expect(() => sqliteStorage({ file })).toThrow(/names no file/)
  })

  it('in a directory that does not exist is refused', async () => {
    const storage = sqliteStorage({ file: join(temporaryDirectory(), 'missing', 'khabeer.db') })

    await expect(storage.migrate()).rejects.toMatchObject({ code: 'storage_unusable' })
    await storage.close()
  })

  it('of a directory is refused', async () => {
    const storage = sqliteStorage({ file: temporaryDirectory() })

    await expect(storage.migrate()).rejects.toThrow(/is not a file/)
    await storage.close()
  })

  it('that is a link shares the owner of what it points to', async () => {
    const file = newFile()
    await createDatabase(file)
    const link = `${file}.link`
    symlinkSync(file, link)
    const first = sqliteStorage({ file })
    const second = sqliteStorage({ file: link })
    await Promise.all([first.migrate(), second.migrate()])
    await first.leases.acquire({ ownerId: 'first', ttlMs: 60_000, limit: 100 })

    await expect(second.leases.acquire({ ownerId: 'second', ttlMs: 60_000, limit: 100 })).rejects.toMatchObject({
      code: 'storage_owned',
    })
    await Promise.all([first.close(), second.close()])
  })
})

it('a storage that is not open yet says so', async () => {
  const storage = sqliteStorage({ file: newFile() })

  await expect(storage.accounts.list()).rejects.toThrow(/call migrate\(\) first/)
  await storage.close()
})
