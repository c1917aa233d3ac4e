import type { Selectable } from 'kysely'
import type { ApiKeyRecord, KeyScope } from '../account-record.ts'
import type { ApiKeyRights } from '../account-store.ts'
import { keyScopes } from '../key-scopes.ts'
import type { ApiKeysTable } from './schema.ts'

/** The rights of a key as its columns hold them. */
export interface RightsColumns {
  scopes: string | null
  instanceIds: string | null
  expiresAt: number | null
}

/** Converts a row. */
export const toApiKeyRecord = (row: Selectable<ApiKeysTable>): ApiKeyRecord => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  prefix: row.prefix,
  // What these two hold was written below.
  scopes: row.scopes === null ? keyScopes : (JSON.parse(row.scopes) as readonly KeyScope[]),
  instanceIds: row.instance_ids === null ? null : (JSON.parse(row.instance_ids) as readonly number[]),
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
})

/** Writes rights as columns; what is not given is not bounded. */
export const toRightsColumns = ({
  scopes,
  instanceIds = null,
  expiresAt = null,
}: Partial<ApiKeyRights>): RightsColumns => ({
  scopes: scopes === undefined ? null : JSON.stringify(scopes),
  instanceIds: instanceIds === null ? null : JSON.stringify(instanceIds),
  expiresAt,
})
