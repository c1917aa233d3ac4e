import type { RawBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { RightsColumns } from './api-key-rows.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlContext } from './sql-context.ts'

interface NewApiKey extends RightsColumns {
  accountId: number
  name: string | null
  prefix: string
  hash: string
  at: number
}

interface KeyAtTime {
  accountId: number
  apiKeyId: number
  at: number
}

/** Compiles the statements of the API key store. */
export const createApiKeyQueries = ({ prepare, lockRows }: SqlContext) => ({
  findAccount: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    db.selectFrom('khabeer_accounts').selectAll().where('id', '=', parameter('accountId')),
  ),
  insert: prepare((db, parameter: Parameter<NewApiKey>) =>
    db
      .insertInto('khabeer_api_keys')
      .values({
        account_id: parameter('accountId'),
        name: parameter('name'),
        prefix: parameter('prefix'),
        hash: parameter('hash'),
        scopes: parameter('scopes'),
        instance_ids: parameter('instanceIds'),
        expires_at: parameter('expiresAt'),
        created_at: parameter('at'),
      })
      .returningAll(),
  ),
  findByHash: prepare((db, parameter: Parameter<{ hash: string }>) =>
    db.selectFrom('khabeer_api_keys').selectAll().where('hash', '=', parameter('hash')).where('revoked_at', 'is', null),
  ),
  get: prepare((db, parameter: Parameter<{ accountId: number; apiKeyId: number }>) =>
    db
      .selectFrom('khabeer_api_keys')
      .selectAll()
      .where('id', '=', parameter('apiKeyId'))
      .where('account_id', '=', parameter('accountId')),
  ),
  list: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    db.selectFrom('khabeer_api_keys').selectAll().where('account_id', '=', parameter('accountId')).orderBy('id'),
  ),
  listLiving: prepare((db, parameter: Parameter<{ accountId: number; at: number }>) =>
    db
      .selectFrom('khabeer_api_keys')
      .selectAll()
      .where('account_id', '=', parameter('accountId'))
      .where(isLivingAt(parameter('at')))
      .orderBy('id'),
  ),
  lockLiving: prepare((db, parameter: Parameter<KeyAtTime>) =>
    lockRows(
      db
        .selectFrom('khabeer_api_keys')
        .selectAll()
        .where('id', '=', parameter('apiKeyId'))
        .where('account_id', '=', parameter('accountId'))
        .where(isLivingAt(parameter('at'))),
    ),
  ),
  update: prepare((db, parameter: Parameter<RightsColumns & { apiKeyId: number; name: string | null }>) =>
    db
      .updateTable('khabeer_api_keys')
      .set({
        name: parameter('name'),
        scopes: parameter('scopes'),
        instance_ids: parameter('instanceIds'),
        expires_at: parameter('expiresAt'),
      })
      .where('id', '=', parameter('apiKeyId'))
      .returningAll(),
  ),
  noteUse: prepare((db, parameter: Parameter<{ apiKeyId: number; at: number; minuteBeganAt: number }>) =>
    db
      .updateTable('khabeer_api_keys')
      .set({ last_used_at: parameter('at') })
      .where('id', '=', parameter('apiKeyId'))
      .where((where) =>
        where.or([where('last_used_at', 'is', null), where('last_used_at', '<', parameter('minuteBeganAt'))]),
      ),
  ),
  revoke: prepare((db, parameter: Parameter<KeyAtTime>) =>
    db
      .updateTable('khabeer_api_keys')
      .set({ revoked_at: parameter('at') })
      .where('id', '=', parameter('apiKeyId'))
      .where('account_id', '=', parameter('accountId'))
      .where('revoked_at', 'is', null),
  ),
})

const isLivingAt = (at: RawBuilder<number>): RawBuilder<SqlBool> =>
  sql`revoked_at is null and (expires_at is null or expires_at > ${at})`
