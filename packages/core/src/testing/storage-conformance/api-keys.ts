import assert from 'node:assert/strict'
import { noon, present, storageCase } from './storage-case.ts'

const key = { name: 'CI', prefix: 'khb_ab12', hash: 'c'.repeat(64), at: noon }

/** The API keys. */
export const apiKeyCases = [
  storageCase('apiKeys: a key is found by its hash together with its account', async ({ storage, account }) => {
    const owner = await account()

    const created = await storage.apiKeys.create({ accountId: owner.id, ...key })

    assert.deepEqual(created, {
      id: present(created).id,
      accountId: owner.id,
      name: 'CI',
      prefix: 'khb_ab12',
      createdAt: noon,
      revokedAt: null,
    })
    assert.deepEqual(await storage.apiKeys.findByHash(key.hash), { apiKey: created, account: owner })
    assert.equal(await storage.apiKeys.findByHash('d'.repeat(64)), null)
  }),
  storageCase('apiKeys: none for a missing account', async ({ storage }) => {
    assert.equal(await storage.apiKeys.create({ accountId: 999_999, ...key }), null)
    assert.equal(await storage.apiKeys.findByHash(key.hash), null)
  }),
  storageCase('apiKeys: a revoked key is no longer found, and stays in the list', async ({ storage, account }) => {
    const owner = await account()
    const first = present(await storage.apiKeys.create({ accountId: owner.id, ...key }))
    const second = present(
      await storage.apiKeys.create({ accountId: owner.id, ...key, name: null, hash: 'e'.repeat(64) }),
    )

    const isRevoked = await storage.apiKeys.revoke(owner.id, first.id, noon + 5)

    assert.equal(isRevoked, true)
    assert.equal(await storage.apiKeys.findByHash(key.hash), null)
    assert.deepEqual(await storage.apiKeys.list(owner.id), [{ ...first, revokedAt: noon + 5 }, second])
    assert.equal(await storage.apiKeys.revoke(owner.id, first.id, noon + 9), false)
  }),
  storageCase("apiKeys: another account's keys are out of reach", async ({ storage, account }) => {
    const owner = await account()
    const stranger = await account()
    const created = present(await storage.apiKeys.create({ accountId: owner.id, ...key }))

    assert.equal(await storage.apiKeys.revoke(stranger.id, created.id, noon), false)
    assert.deepEqual(await storage.apiKeys.list(stranger.id), [])
    assert.equal((await storage.apiKeys.findByHash(key.hash))?.apiKey.id, created.id)
  }),
]
