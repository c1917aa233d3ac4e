import { randomBytes } from 'node:crypto'
import type { Storage } from '@khabeer/core/sql'
import type { StorageHarness } from '@khabeer/core/testing'
import { storageConformance } from '@khabeer/core/testing'
import { postgresStorage } from '@khabeer/storage-postgres'
import { describe, it } from 'vitest'

const harnessOn = (connectionString: string) => async (): Promise<StorageHarness> => {
  const schema = `khabeer_test_${randomBytes(6).toString('hex')}`
  const handles: Storage[] = []
  return {
    ownership: 'instance',
    open: async () => {
      const storage = postgresStorage({ connectionString, schema, max: 5 })
      handles.push(storage)
      await storage.migrate()
      return storage
    },
    dispose: async () => {
      await Promise.all(handles.map((handle) => handle.close()))
    },
  }
}

describe('the storage contract on PostgreSQL', () => {
  const url = process.env.PGURL ?? ''
  for (const { name, run } of storageConformance) it(name, () => run(harnessOn(url)))
})
