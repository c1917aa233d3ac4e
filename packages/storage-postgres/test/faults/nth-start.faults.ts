import { isStorageError } from '@khabeer/core/sql'
import { postgresStorage } from '@khabeer/storage-postgres'
import { expect, inject, it, onTestFinished } from 'vitest'
import { createFailingPool } from '../../../../test/support/postgres/failing-pool.ts'
import { postgresSchema } from '../../../../test/support/postgres/postgres-schema.ts'

it.each([
  { code: 'ECONNRESET', when: 'before' },
  { code: 'ECONNRESET', when: 'after' },
] as const)(
  'whichever statement of a start fails ($when it was done), the next start ends what it began',
  async (fault) => {
    const { pool, failEach, heal } = createFailingPool({ connectionString: inject('postgresUrl') })
    onTestFinished(() => pool.end())

    const failed = await failEach(fault, async () => {
      const { schema } = postgresSchema()
      const storage = postgresStorage({ pool, schema, listen: false })
      const error: unknown = await storage.migrate().catch((cause: unknown) => cause)
      heal()
      await storage.migrate()
      const accounts = await storage.accounts.list()
      await storage.close()

      expect(error === undefined || isStorageError(error)).toBe(true)
      expect(accounts).toEqual([])
    })

    expect(failed).toBeGreaterThan(10)
  },
)
