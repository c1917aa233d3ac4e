import { postgresStorage } from '@khabeer/storage-postgres'
import { fileSchema } from '../../../../test/support/postgres/file-schema.ts'
import { judgeGeneratedRequests } from './judge-generated-requests.ts'

// What the storage has no part in was judged on SQLite: in a run of all tests a few requests show that this one can.
judgeGeneratedRequests(process.env.KHABEER_HOSTILE === 'all' ? 10_000 : 10, () => {
  const { connectionString, schema, drop } = fileSchema()
  return { options: { storage: postgresStorage({ connectionString, schema }) }, close: drop }
})
