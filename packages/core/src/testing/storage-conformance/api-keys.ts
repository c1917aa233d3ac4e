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
      scopes: ['read', 'send', 'manage'],
      instanceIds: null,
      expiresAt: null,
      lastUsedAt: null,
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
  storageCase('apiKeys: one is found by its id, also when it is over', async ({ storage, account }) => {
    const owner = await account()
    const stranger = await account()
    const first = present(await storage.apiKeys.create({ accountId: owner.id, ...key }))
    const second = present(await storage.apiKeys.create({ accountId: owner.id, ...key, hash: 'e'.repeat(64) }))
    await storage.apiKeys.revoke(owner.id, first.id, noon + 5)

    assert.deepEqual(await storage.apiKeys.get(owner.id, second.id), second)
    assert.deepEqual(await storage.apiKeys.get(owner.id, first.id), { ...first, revokedAt: noon + 5 })
    assert.equal(await storage.apiKeys.get(stranger.id, second.id), null)
    assert.equal(await storage.apiKeys.get(owner.id, 999_999), null)
  }),
  storageCase('apiKeys: those that are not over are listed alone where that is asked', async ({ storage, account }) => {
    const owner = await account()
    const create = async (hash: string, expiresAt: number | null) =>
      present(
        await storage.apiKeys.create({ accountId: owner.id, ...key, hash: hash.repeat(64), rights: { expiresAt } }),
      )
    const revoked = await create('1', null)
    const ending = await create('2', noon + 1_000)
    const endless = await create('3', null)
    await create('4', noon)
    await storage.apiKeys.revoke(owner.id, revoked.id, noon)

    assert.deepEqual(await storage.apiKeys.list(owner.id, { livingAt: noon + 999 }), [ending, endless])
    assert.deepEqual(await storage.apiKeys.list(owner.id, { livingAt: noon + 1_000 }), [endless])
    assert.equal((await storage.apiKeys.list(owner.id)).length, 4)
  }),
  storageCase('apiKeys: a key keeps what it may do, and what is changed of it', async ({ storage, account }) => {
    const owner = await account()
    const rights = { scopes: ['send'], instanceIds: [3, 7], expiresAt: noon + 1_000 } as const

    const created = present(await storage.apiKeys.create({ accountId: owner.id, ...key, rights }))
    const changed = await storage.apiKeys.update(owner.id, created.id, { name: null, scopes: ['read', 'send'] }, noon)
    const freed = await storage.apiKeys.update(owner.id, created.id, { instanceIds: null, expiresAt: null }, noon)

    assert.deepEqual({ ...created, ...rights }, created)
    assert.deepEqual(changed, { ...created, name: null, scopes: ['read', 'send'] })
    assert.deepEqual(freed, { ...changed, instanceIds: null, expiresAt: null })
    assert.deepEqual((await storage.apiKeys.findByHash(key.hash))?.apiKey, freed)
  }),
  storageCase('apiKeys: a key that is over, or not the account’s, is neither changed nor rotated', async (world) => {
    const { storage, account } = world
    const owner = await account()
    const stranger = await account()
    const rights = { expiresAt: noon + 1_000 }
    const { id } = present(await storage.apiKeys.create({ accountId: owner.id, ...key, rights }))
    const second = { prefix: 'khb_cd34', hash: 'd'.repeat(64), graceEndsAt: noon + 9_000 }

    assert.equal(await storage.apiKeys.update(stranger.id, id, { name: 'Mine' }, noon), null)
    assert.equal(await storage.apiKeys.rotate(stranger.id, id, { ...second, at: noon }), null)
    assert.equal(await storage.apiKeys.update(owner.id, id, { expiresAt: null }, noon + 1_000), null)
    assert.equal(await storage.apiKeys.rotate(owner.id, id, { ...second, at: noon + 1_000 }), null)
    await storage.apiKeys.revoke(owner.id, id, noon)
    assert.equal(await storage.apiKeys.update(owner.id, id, { name: 'Again' }, noon), null)
    assert.equal(await storage.apiKeys.rotate(owner.id, id, { ...second, at: noon }), null)
    assert.equal((await storage.apiKeys.list(owner.id)).length, 1)
  }),
  storageCase('apiKeys: a rotated key lives beside the new one until its grace ends', async ({ storage, account }) => {
    const owner = await account()
    const rights = { scopes: ['send'], instanceIds: [3], expiresAt: noon + 60_000 } as const
    const old = present(await storage.apiKeys.create({ accountId: owner.id, ...key, rights }))
    const rotate = (hash: string, graceEndsAt: number, expiresAt?: number | null) =>
      storage.apiKeys.rotate(owner.id, old.id, { prefix: 'khb_new', hash, graceEndsAt, expiresAt, at: noon + 1 })

    const first = present(await rotate('1'.repeat(64), noon + 70_000))
    const second = present(await rotate('2'.repeat(64), noon + 30_000, null))

    assert.deepEqual(first.replaced, old)
    assert.deepEqual(first.created, { ...old, id: first.created.id, prefix: 'khb_new', createdAt: noon + 1 })
    assert.deepEqual(second.replaced, { ...old, expiresAt: noon + 30_000 })
    assert.deepEqual(second.created, { ...first.created, id: second.created.id, expiresAt: null })
    assert.deepEqual(await storage.apiKeys.list(owner.id), [second.replaced, first.created, second.created])
    assert.equal((await storage.apiKeys.findByHash(key.hash))?.apiKey.id, old.id)
    assert.equal((await storage.apiKeys.findByHash('2'.repeat(64)))?.apiKey.id, second.created.id)
  }),
  storageCase(
    'apiKeys: the first use of each minute is noted, whoever notes it',
    async ({ storage, harness, account }) => {
      const owner = await account()
      const other = await harness.open()
      const first = present(await storage.apiKeys.create({ accountId: owner.id, ...key }))
      const second = present(await storage.apiKeys.create({ accountId: owner.id, ...key, hash: 'e'.repeat(64) }))
      const lastUses = async () => (await storage.apiKeys.list(owner.id)).map(({ lastUsedAt }) => lastUsedAt)
      const use = ({ id }: typeof first, at: number) => ({ apiKeyId: id, at })

      await storage.apiKeys.noteUses([use(second, noon + 2), use(first, noon + 1)])
      assert.deepEqual(await lastUses(), [noon + 1, noon + 2])
      await other.apiKeys.noteUses([use(first, noon + 59_999), use({ ...first, id: 999_999 }, noon)])
      assert.deepEqual(await lastUses(), [noon + 1, noon + 2])
      await other.apiKeys.noteUses([use(first, noon + 60_000)])
      await storage.apiKeys.noteUses([use(first, noon + 1)])
      assert.deepEqual(await lastUses(), [noon + 60_000, noon + 2])
    },
  ),
]
