import type { Selectable } from 'kysely'
import type { ApiKeyRecord } from '../account-record.ts'
import type { ApiKeyStore } from '../account-store.ts'
import type { Parameter } from './prepared-query.ts'
import { all, one, run } from './program.ts'
import type { ApiKeysTable } from './schema.ts'
import { toAccountRecord } from './sql-account-store.ts'
import type { SqlContext } from './sql-context.ts'

/** Builds the API key store of a driver. */
export const createApiKeyStore = (context: SqlContext): ApiKeyStore => {
  const { driver } = context
  const queries = createQueries(context)

  return {
    create: async ({ accountId, name, prefix, hash, at }) => {
      const row = await driver.write(function* () {
        if ((yield* one(queries.findAccount, { accountId })) === undefined) return undefined
        return yield* one(queries.insert, { accountId, name, prefix, hash, at })
      })
      if (row === undefined) return null
      driver.publish({ kind: 'accounts' })
      return toApiKeyRecord(row)
    },
    findByHash: (hash) =>
      driver.read(function* () {
        const apiKey = yield* one(queries.findByHash, { hash })
        if (apiKey === undefined) return null
        const account = yield* one(queries.findAccount, { accountId: apiKey.account_id })
        if (account === undefined) return null
        return { apiKey: toApiKeyRecord(apiKey), account: toAccountRecord(account) }
      }),
    list: (accountId) =>
      driver.read(function* () {
        const rows = yield* all(queries.list, { accountId })
        return rows.map(toApiKeyRecord)
      }),
    revoke: async (accountId, apiKeyId, at) => {
      const isRevoked = (await driver.write(() => run(queries.revoke, { accountId, apiKeyId, at }))) === 1
      if (isRevoked) driver.publish({ kind: 'accounts' })
      return isRevoked
    },
  }
}

const toApiKeyRecord = (row: Selectable<ApiKeysTable>): ApiKeyRecord => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  prefix: row.prefix,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
})

interface NewApiKey {
  accountId: number
  name: string | null
  prefix: string
  hash: string
  at: number
}

const createQueries = ({ prepare }: SqlContext) => ({
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
        created_at: parameter('at'),
      })
      .returningAll(),
  ),
  findByHash: prepare((db, parameter: Parameter<{ hash: string }>) =>
    db.selectFrom('khabeer_api_keys').selectAll().where('hash', '=', parameter('hash')).where('revoked_at', 'is', null),
  ),
  list: prepare((db, parameter: Parameter<{ accountId: number }>) =>
    db.selectFrom('khabeer_api_keys').selectAll().where('account_id', '=', parameter('accountId')).orderBy('id'),
  ),
  revoke: prepare((db, parameter: Parameter<{ accountId: number; apiKeyId: number; at: number }>) =>
    db
      .updateTable('khabeer_api_keys')
      .set({ revoked_at: parameter('at') })
      .where('id', '=', parameter('apiKeyId'))
      .where('account_id', '=', parameter('accountId'))
      .where('revoked_at', 'is', null),
  ),
})
