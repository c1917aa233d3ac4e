import assert from 'node:assert/strict'
import { isStorageError } from '../../storage/storage-error.ts'
import { noon, storageCase } from './storage-case.ts'

const plan = { monthlyMessages: 1000, dailyMessages: null, instances: 2 }

/** The accounts and their plans. */
export const accountCases = [
  storageCase('accounts: one is created, found by id and by name, and listed', async ({ storage }) => {
    const created = await storage.accounts.create({ name: 'shop', plan, timeZone: 'Africa/Cairo', at: noon })

    assert.ok(created !== null)
    assert.deepEqual(created, {
      id: created.id,
      name: 'shop',
      plan,
      timeZone: 'Africa/Cairo',
      isDisabled: false,
      createdAt: noon,
    })
    assert.deepEqual(await storage.accounts.get(created.id), created)
    assert.deepEqual(await storage.accounts.findByName('shop'), created)
    assert.deepEqual(await storage.accounts.list(), [created])
    assert.equal(await storage.accounts.get(999_999), null)
    assert.equal(await storage.accounts.findByName('Shop'), null)
  }),
  storageCase(
    'accounts: a name is given once, also to callers at once on two handles',
    async ({ storage, harness }) => {
      const other = await harness.open()
      const create = (handle: typeof storage) =>
        handle.accounts.create({ name: 'shop', plan, timeZone: 'UTC', at: noon })

      const outcomes = await Promise.all([create(storage), create(other), create(storage)])

      assert.equal(outcomes.filter((outcome) => outcome !== null).length, 1)
      assert.equal((await storage.accounts.list()).length, 1)
    },
  ),
  storageCase('accounts: an update changes what is given and leaves the rest', async ({ storage, account }) => {
    const before = await account(plan)

    const limited = await storage.accounts.update(before.id, { plan: { dailyMessages: 5, monthlyMessages: null } })
    const disabled = await storage.accounts.update(before.id, { isDisabled: true, timeZone: 'America/New_York' })

    const changed = { ...before, plan: { monthlyMessages: null, dailyMessages: 5, instances: 2 } }
    assert.deepEqual(limited, changed)
    assert.deepEqual(disabled, { ...changed, isDisabled: true, timeZone: 'America/New_York' })
    assert.deepEqual(await storage.accounts.get(before.id), disabled)
    assert.equal(await storage.accounts.update(999_999, { isDisabled: true }), null)
  }),
  storageCase('accounts: a new name is found, and one that is taken changes nothing', async ({ storage, account }) => {
    const shop = await account()
    const other = await account()

    const renamed = await storage.accounts.update(shop.id, { name: 'bakery' })

    assert.deepEqual(renamed, { ...shop, name: 'bakery' })
    assert.deepEqual(await storage.accounts.findByName('bakery'), renamed)
    assert.equal(await storage.accounts.findByName(shop.name), null)
    await assert.rejects(
      storage.accounts.update(other.id, { name: 'bakery', isDisabled: true }),
      (error) => isStorageError(error) && error.code === 'duplicate',
    )
    assert.deepEqual(await storage.accounts.get(other.id), other)
  }),
  storageCase('accounts: they are listed in pages, oldest first', async ({ storage, account }) => {
    const all = [await account(), await account(), await account()]
    const [first, second] = all

    assert.deepEqual(await storage.accounts.list(), all)
    assert.deepEqual(await storage.accounts.list({ limit: 2 }), all.slice(0, 2))
    assert.deepEqual(await storage.accounts.list({ after: first?.id, limit: 1 }), [second])
    assert.deepEqual(await storage.accounts.list({ after: all.at(-1)?.id }), [])
  }),
  storageCase('accounts: a new limit holds from the next message on', async ({ storage, account, instance }) => {
    const owner = await account({ instances: 0 })
    await storage.accounts.update(owner.id, { plan: { instances: 1 } })

    const shop = await instance(owner)

    assert.equal(shop.accountId, owner.id)
  }),
]
