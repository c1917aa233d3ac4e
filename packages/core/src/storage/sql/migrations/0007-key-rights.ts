import type { Migration } from 'kysely'
import type { SqlColumnTypes } from '../column-types.ts'

/** Stores what an API key may do, when it ends and when it was last used. A key of before may do everything. */
export const keyRights = ({ integer }: SqlColumnTypes): Migration => ({
  up: async (db) => {
    const apiKeys = db.schema.alterTable('khabeer_api_keys')
    await apiKeys.addColumn('scopes', 'text').execute()
    await apiKeys.addColumn('instance_ids', 'text').execute()
    await apiKeys.addColumn('expires_at', integer).execute()
    await apiKeys.addColumn('last_used_at', integer).execute()
  },
})
