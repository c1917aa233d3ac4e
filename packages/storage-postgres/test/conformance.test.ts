import type { Storage } from '@khabeer/core/sql'
import type { StorageHarness } from '@khabeer/core/testing'
import { storageConformance } from '@khabeer/core/testing'
import { postgresStorage } from '@khabeer/storage-postgres'
import { describe, inject, it } from 'vitest'
import { postgresSchema } from '../../../test/support/postgres/postgres-schema.ts'
import { throughPgBouncer } from '../../../test/support/postgres/through-pgbouncer.ts'
import type { HostDatabase, HostKind } from './host-database.ts'
import { openHostDatabase } from './host-database.ts'

const createHarness = async (connectionString: string, hostKind: HostKind): Promise<StorageHarness> => {
  const { schema, pool } = postgresSchema(connectionString)
  const handles: Storage[] = []
  let opening: Promise<HostDatabase> | undefined
  const host = () => {
    opening ??= openHostDatabase(pool({ connectionString, options: undefined }), schema)
    return opening
  }
  return {
    ownership: 'instance',
    open: async () => {
      const storage = postgresStorage({ connectionString, schema, max: 5 })
      handles.push(storage)
      await storage.migrate()
      return storage
    },
    transaction: async (work) => (await host()).transaction(work, hostKind),
    countOrders: async () => (await host()).countOrders(),
    dispose: async () => {
      await Promise.all(handles.map((handle) => handle.close()))
    },
  }
}

const declareCases = (connectionString: string): void => {
  for (const { name, run } of storageConformance) it(name, () => run(() => createHarness(connectionString, 'client')))

  describe("in a transaction of the host's Kysely", () => {
    const joinCases = storageConformance.filter(({ name }) => name.startsWith('join: '))
    for (const { name, run } of joinCases) it(name, () => run(() => createHarness(connectionString, 'kysely')))
  })
}

describe('the storage contract on PostgreSQL', () => {
  declareCases(inject('postgresUrl'))
  throughPgBouncer(declareCases)
})
