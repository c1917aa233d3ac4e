import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@khabeer/core/sql'
import type { StorageHarness } from '@khabeer/core/testing'
import { storageConformance } from '@khabeer/core/testing'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { describe, it } from 'vitest'

const createHarness = async (): Promise<StorageHarness> => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-conformance-'))
  const handles: Storage[] = []
  return {
    ownership: 'database',
    open: async () => {
      const storage = sqliteStorage({ file: join(directory, 'khabeer.db') })
      handles.push(storage)
      await storage.migrate()
      return storage
    },
    dispose: async () => {
      await Promise.all(handles.map((handle) => handle.close()))
      await rm(directory, { recursive: true })
    },
  }
}

describe('the storage contract on SQLite', () => {
  for (const { name, run } of storageConformance) it(name, () => run(createHarness))
})
