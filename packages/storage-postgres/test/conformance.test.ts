import type { Storage } from '@khabeer/core/sql'
import type { StorageHarness } from '@khabeer/core/testing'
import { storageConformance } from '@khabeer/core/testing'
import { postgresStorage } from '@khabeer/storage-postgres'
import { describe, inject, it } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { throughPgBouncer } from '../../../test/support/postgres/through-pgbouncer.ts'

const createHarness = async (connectionString: string): Promise<StorageHarness> => {
  const { schema } = postgresSchema(connectionString)
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

const declareCases = (connectionString: string): void => {
  for (const { name, run } of storageConformance) it(name, () => run(() => createHarness(connectionString)))
}

describe('the storage contract on PostgreSQL', () => {
  declareCases(inject('postgresUrl'))
  throughPgBouncer(declareCases)
})
