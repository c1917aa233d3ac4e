import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@khabeer/core/sql'
import type { StorageHarness } from '@khabeer/core/testing'
import { storageConformance } from '@khabeer/core/testing'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { describe, it } from 'vitest'
import type { HostDatabase } from './host-database.ts'
import { openHostDatabase } from './host-database.ts'

const createHarness = async (): Promise<StorageHarness> => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-conformance-'))
  const file = join(directory, 'khabeer.db')
  const handles: Storage[] = []
  let opening: Promise<HostDatabase> | undefined
  const host = () => {
    opening ??= openHostDatabase(file)
    return opening
  }
  return {
    ownership: 'database',
    open: async () => {
      const storage = sqliteStorage({ file })
      handles.push(storage)
      await storage.migrate()
      return storage
    },
    transaction: async (work) => (await host()).transaction(work),
    countOrders: async () => (await host()).countOrders(),
    dispose: async () => {
      await (await opening)?.close()
      await Promise.all(handles.map((handle) => handle.close()))
      await rm(directory, { recursive: true })
    },
  }
}

describe('the storage contract on SQLite', () => {
  for (const { name, run } of storageConformance) it(name, () => run(createHarness))
})
