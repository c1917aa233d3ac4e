import { join } from 'node:path'
import type { Khabeer } from '@khabeer/core'
import type { Sandbox } from '@khabeer/sandbox'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { describe, expect, it } from 'vitest'
import type { SmallDisk } from '../../../../test/support/small-disk.ts'
import { mayMountDisks, mountSmallDisk } from '../../../../test/support/small-disk.ts'
import { createTestGateway, friend, linkInstance } from '../gateway/test-gateway.ts'
import type { StoredMessage } from './check-messages.ts'
import { checkMessages, messagesInPostgres, messagesInSqlite } from './check-messages.ts'
import { apiKey, createHttpClient } from './http-client.ts'
import { createPostgresGateway } from './postgres-gateway.ts'
import { startLoad } from './steady-load.ts'

interface DiskGateway {
  readonly disk: SmallDisk
  readonly sandbox: Sandbox
  readonly core: Khabeer
  readonly instanceId: number
  readonly readMessages: () => Promise<readonly StoredMessage[]>
}

/** Fills the disk while messages are posted, empties it again, and checks every message afterwards. */
const fillUnderLoad = async ({ disk, sandbox, core, instanceId, readMessages }: DiskGateway) => {
  const call = createHttpClient(core)
  const load = startLoad({ core, sandbox, call, instanceId, to: friend, workers: 4, filling: 'long '.repeat(400) })
  await load.accepted(10)

  disk.fill()
  await load.refused('storage_full', 10)
  const read = [await call('GET', `/instances/${instanceId}`), await call('GET', '/usage')]
  disk.clear()
  const clearedAt = performance.now()
  await load.accepted(1)
  const acceptedMs = performance.now() - clearedAt
  await checkMessages({ posted: await load.end(), readMessages, sandbox, to: friend })

  expect(read.map(({ status }) => status)).toEqual([200, 200])
  expect(acceptedMs).toBeLessThan(5_000)
}

describe.runIf(mayMountDisks)('a disk that is full', () => {
  it('under SQLite refuses what it cannot store, is read, and is forgotten once there is room', async () => {
    const disk = mountSmallDisk(8)
    const { sandbox, start } = await createTestGateway()
    const file = join(disk.folder, 'khabeer.db')
    const core = await start({ storage: sqliteStorage({ file }), apiKey })
    const instanceId = await linkInstance(core, sandbox)

    await fillUnderLoad({ disk, sandbox, core, instanceId, readMessages: messagesInSqlite(file) })
  })

  it('under PostgreSQL refuses what it cannot store, is read, and is forgotten once there is room', async () => {
    const disk = mountSmallDisk(256)
    const { sandbox, core, instanceId, database } = await createPostgresGateway({ folder: disk.folder })

    await fillUnderLoad({ disk, sandbox, core, instanceId, readMessages: messagesInPostgres(database) })
  })

  it('that allows no writes is refused at the start, with words, and the file stays as it was', async () => {
    const disk = mountSmallDisk(8)
    const file = join(disk.folder, 'khabeer.db')
    const open = async () => {
      const storage = sqliteStorage({ file })
      const error: unknown = await storage.migrate().catch((cause: unknown) => cause)
      await storage.close()
      return error
    }
    await open()

    disk.setReadOnly(true)
    const error = await open()
    disk.setReadOnly(false)

    expect(error).toMatchObject({ code: 'storage_failed', message: expect.stringContaining('permissions') })
    expect(await open()).toBeUndefined()
  })
})

it.skipIf(mayMountDisks)(
  'a disk that is full: not run, for only root on Linux may mount one (docs/testing.md)',
  () => {},
)
