import type { ApiKeyStore } from '../account-store.ts'
import { createApiKeyQueries } from './api-key-queries.ts'
import { toApiKeyRecord, toRightsColumns } from './api-key-rows.ts'
import { all, one, run } from './program.ts'
import { toAccountRecord } from './sql-account-store.ts'
import type { SqlContext } from './sql-context.ts'

const minuteMs = 60_000

/** Builds the API key store of a driver. */
export const createApiKeyStore = (context: SqlContext): ApiKeyStore => {
  const { driver } = context
  const queries = createApiKeyQueries(context)

  return {
    create: async ({ accountId, name, prefix, hash, rights, at }) => {
      const row = await driver.write(function* () {
        if ((yield* one(queries.findAccount, { accountId })) === undefined) return undefined
        return yield* one(queries.insert, { accountId, name, prefix, hash, ...toRightsColumns(rights ?? {}), at })
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
    get: (accountId, apiKeyId) =>
      driver.read(function* () {
        const row = yield* one(queries.get, { accountId, apiKeyId })
        return row === undefined ? null : toApiKeyRecord(row)
      }),
    list: (accountId, { livingAt: at } = {}) =>
      driver.read(function* () {
        const rows =
          at === undefined ? yield* all(queries.list, { accountId }) : yield* all(queries.listLiving, { accountId, at })
        return rows.map(toApiKeyRecord)
      }),
    update: async (accountId, apiKeyId, patch, at) => {
      const updated = await driver.write(function* () {
        const row = yield* one(queries.lockLiving, { accountId, apiKeyId, at })
        if (row === undefined) return undefined
        const before = toApiKeyRecord(row)
        return yield* one(queries.update, {
          apiKeyId,
          name: patch.name === undefined ? before.name : patch.name,
          ...toRightsColumns({
            scopes: patch.scopes ?? before.scopes,
            instanceIds: patch.instanceIds === undefined ? before.instanceIds : patch.instanceIds,
            expiresAt: patch.expiresAt === undefined ? before.expiresAt : patch.expiresAt,
          }),
        })
      })
      if (updated === undefined) return null
      driver.publish({ kind: 'accounts' })
      return toApiKeyRecord(updated)
    },
    rotate: async (accountId, apiKeyId, { prefix, hash, graceEndsAt, expiresAt, at }) => {
      const rotated = await driver.write(function* () {
        const row = yield* one(queries.lockLiving, { accountId, apiKeyId, at })
        if (row === undefined) return undefined
        const { name, scopes, instance_ids: instanceIds } = row
        const created = yield* one(queries.insert, {
          accountId,
          name,
          prefix,
          hash,
          scopes,
          instanceIds,
          expiresAt: expiresAt === undefined ? row.expires_at : expiresAt,
          at,
        })
        const replaced = yield* one(queries.update, {
          apiKeyId,
          name,
          scopes,
          instanceIds,
          expiresAt: Math.min(row.expires_at ?? graceEndsAt, graceEndsAt),
        })
        return created && replaced && { created: toApiKeyRecord(created), replaced: toApiKeyRecord(replaced) }
      })
      if (rotated === undefined) return null
      driver.publish({ kind: 'accounts' })
      return rotated
    },
    noteUses: async (uses) => {
      // Always in one order, so that processes that note the same keys never wait for each other in a circle.
      const ordered = uses.toSorted((a, b) => a.apiKeyId - b.apiKeyId)
      await driver.write(function* () {
        for (const { apiKeyId, at } of ordered) {
          yield* run(queries.noteUse, { apiKeyId, at, minuteBeganAt: at - (at % minuteMs) })
        }
      })
    },
    revoke: async (accountId, apiKeyId, at) => {
      const isRevoked = (await driver.write(() => run(queries.revoke, { accountId, apiKeyId, at }))) === 1
      if (isRevoked) driver.publish({ kind: 'accounts' })
      return isRevoked
    },
  }
}
