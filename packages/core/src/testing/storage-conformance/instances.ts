import assert from 'node:assert/strict'
import { assertStale, noon, present, storageCase } from './storage-case.ts'

/** The instances and their rows. */
export const instanceCases = [
  storageCase(
    'instances: a new one waits for its scan and counts as asking for a code',
    async ({ storage, account }) => {
      const owner = await account()

      const outcome = await storage.instances.create({ accountId: owner.id, name: 'Main Store', at: noon })

      assert.equal(outcome.kind, 'created')
      assert.deepEqual(outcome.instance, {
        id: outcome.instance.id,
        accountId: owner.id,
        name: 'Main Store',
        status: 'waiting_scan',
        statusReason: null,
        restriction: null,
        phone: null,
        isLinked: false,
        qr: null,
        qrExpiresAt: null,
        qrRequestedAt: noon,
        qrRounds: [],
        pairingPhone: null,
        pairingCode: null,
        pairingRequestedAt: null,
        lastSendAt: null,
        pausedAt: null,
        holds: [],
        pacing: null,
        metadata: {},
        wish: null,
        createdAt: noon,
        connectedAt: null,
        statusChangedAt: noon,
        deletedAt: null,
      })
      assert.deepEqual(await storage.instances.get(owner.id, outcome.instance.id), outcome.instance)
    },
  ),
  storageCase(
    'instances: the plan limits how many there are, and a deleted one makes room',
    async ({ storage, account }) => {
      const owner = await account({ instances: 2 })
      const create = () => storage.instances.create({ accountId: owner.id, name: 'Shop', at: noon })
      const first = await create()
      await create()

      const refused = await create()
      if (first.kind === 'created') await storage.instances.delete(owner.id, first.instance.id, noon)
      const again = await create()

      assert.deepEqual(refused, { kind: 'limit_reached', limit: 2 })
      assert.equal(again.kind, 'created')
    },
  ),
  storageCase(
    'instances: callers on two handles together never exceed the limit',
    async ({ storage, harness, account }) => {
      const owner = await account({ instances: 5 })
      const other = await harness.open()

      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? storage : other).instances.create({ accountId: owner.id, name: 'Shop', at: noon }),
        ),
      )

      assert.equal(outcomes.filter((outcome) => outcome.kind === 'created').length, 5)
      assert.equal((await storage.instances.list(owner.id)).length, 5)
    },
  ),
  storageCase('instances: none for a missing or a disabled account', async ({ storage, account }) => {
    const owner = await account()
    await storage.accounts.update(owner.id, { isDisabled: true })
    const create = (accountId: number) => storage.instances.create({ accountId, name: 'Shop', at: noon })

    assert.deepEqual(await create(999_999), { kind: 'account_not_found' })
    assert.deepEqual(await create(owner.id), { kind: 'account_disabled' })
  }),
  storageCase(
    "instances: an account sees its own, oldest first, and nobody else's",
    async ({ storage, account, instance }) => {
      const owner = await account()
      const stranger = await account()
      const created = [await instance(owner), await instance(owner)]
      const theirs = await instance(stranger)

      assert.deepEqual(await storage.instances.list(owner.id), created)
      assert.equal(await storage.instances.get(owner.id, theirs.id), null)
      assert.deepEqual(await storage.instances.find(theirs.id), theirs)
      assert.equal(await storage.instances.find(999_999), null)
    },
  ),
  storageCase(
    'instances: those among some ids are listed alone, oldest first, whatever else is asked for',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const theirs = await instance(await account())
      const [first, second, third, deleted] = [
        await instance(owner),
        await instance(owner),
        await instance(owner),
        await instance(owner),
      ]
      await storage.instances.delete(owner.id, deleted.id, noon)
      const absent = Array.from({ length: 1_000 }, (_, index) => 999_000 + index)
      const repeated = Array.from({ length: 1_000 }, () => third.id)

      const listed = await storage.instances.list(owner.id, [...repeated, ...absent, deleted.id, first.id, theirs.id])

      assert.deepEqual(listed, [first, third])
      assert.deepEqual(await storage.instances.list(owner.id, [0, ...absent, second.id]), [second])
      assert.deepEqual(await storage.instances.list(owner.id, []), [])
    },
  ),
  storageCase('requestQr: notes who asks now, for the own account only', async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    const stranger = await account()

    const asked = await storage.instances.requestQr(shop.accountId, shop.id, noon + 60)

    assert.deepEqual(asked, { ...shop, qrRequestedAt: noon + 60 })
    assert.equal(await storage.instances.requestQr(stranger.id, shop.id, noon + 70), null)
    assert.equal((await storage.instances.find(shop.id))?.qrRequestedAt, noon + 60)
  }),
  storageCase('requestPairingCode: notes the number and forgets an older code', async ({ storage, owned, account }) => {
    const { instance, lease } = await owned()
    await storage.instances.update(lease, { pairingCode: 'ABCD1234' }, noon)
    const stranger = await account()
    const input = { phone: '201001234567', at: noon + 5 }

    const asked = await storage.instances.requestPairingCode(instance.accountId, instance.id, input)

    assert.deepEqual(
      [asked?.pairingPhone, asked?.pairingCode, asked?.pairingRequestedAt],
      ['201001234567', null, noon + 5],
    )
    assert.equal(await storage.instances.requestPairingCode(stranger.id, instance.id, input), null)
  }),
  storageCase('update: changes what is given, keeps the rest, and gives both rows', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const patch = {
      status: 'connected',
      phone: '201093619140',
      isLinked: true,
      restriction: { type: 'reachout', until: noon + 1000, isProbing: false },
      qrRounds: [noon - 5, noon],
      connectedAt: noon + 3,
    } as const

    const { before, after } = await storage.instances.update(lease, patch, noon + 3)

    assert.equal(before.status, 'waiting_scan')
    assert.deepEqual(after, { ...before, ...patch, statusChangedAt: noon + 3 })
    assert.deepEqual(after, await storage.instances.find(instance.id))
  }),
  storageCase('update: null empties a field, and the same status keeps its date', async ({ storage, owned }) => {
    const { lease } = await owned()
    await storage.instances.update(lease, { qr: 'code', qrExpiresAt: noon + 20 }, noon + 1)

    const { after } = await storage.instances.update(
      lease,
      { status: 'waiting_scan', qr: null, qrExpiresAt: null },
      noon + 2,
    )

    assert.deepEqual([after.qr, after.qrExpiresAt, after.statusChangedAt], [null, null, noon])
  }),
  storageCase('update: a stale lease changes nothing', async ({ storage, owned }) => {
    const { instance, lease } = await owned()
    const before = present(await storage.instances.find(instance.id))

    await assertStale(storage.instances.update({ ...lease, epoch: lease.epoch + 1 }, { status: 'failed' }, noon))

    assert.deepEqual(await storage.instances.find(instance.id), before)
  }),
]
