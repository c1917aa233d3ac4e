import assert from 'node:assert/strict'
import { assertStale, noon, ownerId, storageCase } from './storage-case.ts'

const first = '201001234567'
const second = '201009999999'
const day = 24 * 3_600_000

/** The people that somebody wants to know of. */
export const wantedLookupCases = [
  storageCase(
    'wantLookups: gives the owner one after the other, the one first that waits longest',
    async ({ storage, owned }) => {
      const { account, instance, lease } = await owned()
      const want = (recipient: string, at: number) =>
        storage.recipients.wantLookups(account.id, instance.id, { recipients: [recipient], at, limit: 10 })

      const noted = [await want(second, noon), await want(first, noon + 1), await want(second, noon + 2)]
      const given = [await storage.recipients.nextWanted(lease, noon + 3)]
      for (const recipient of [second, first]) {
        await storage.recipients.endWanted(lease, { recipient })
        given.push((await storage.recipients.nextWanted(lease, noon + 3)) ?? 'none')
      }

      assert.deepEqual(noted, [true, true, true])
      assert.deepEqual(given, [second, first, 'none'])
    },
  ),
  storageCase(
    'wantLookups: nobody is waited for longer than a day, nor more than the limit',
    async ({ storage, owned }) => {
      const { account, instance, lease } = await owned()
      const want = (recipient: string, at: number) =>
        storage.recipients.wantLookups(account.id, instance.id, { recipients: [recipient], at, limit: 1 })

      await want(first, noon)
      const over = await want(second, noon + 1)
      const kept = await storage.recipients.nextWanted(lease, noon + day)
      const late = await storage.recipients.nextWanted(lease, noon + day + 1)
      await want(second, noon + day + 1)

      assert.deepEqual([over, kept, late], [true, first, null])
      assert.equal(await storage.recipients.nextWanted(lease, noon + day + 1), second)
    },
  ),
  storageCase('wantLookups: leaves what is known, and a lookup is kept beside it', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    await storage.recipients.saveLookup(lease, { recipient: first, lookup: 'found', address: 'x@lid', at: noon })
    const known = await storage.recipients.list(instance.id, [first, second])

    await storage.recipients.wantLookups(account.id, instance.id, { recipients: [first, second], at: noon, limit: 9 })
    const wanted = await storage.recipients.list(instance.id, [first])

    assert.deepEqual(
      known.map(({ recipient }) => recipient),
      [first],
    )
    assert.deepEqual(wanted, known)
  }),
  storageCase('wantLookups: is told to an owner that may have missed it', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    await storage.instances.update(lease, { isLinked: true }, noon)
    const before = await storage.leases.news({ ownerId })
    await storage.recipients.wantLookups(account.id, instance.id, { recipients: [first], at: noon, limit: 9 })

    assert.deepEqual(before, [])
    assert.deepEqual(await storage.leases.news({ ownerId }), [
      { instanceId: instance.id, wantsLook: true, hasQueued: false },
    ])
  }),
  storageCase('wantLookups: a foreign instance is out of reach, and a stale owner', async ({ storage, owned }) => {
    const shop = await owned()
    const other = await owned()
    const stale = { ...shop.lease, epoch: shop.lease.epoch - 1 }
    const wanted = { recipients: [first], at: noon, limit: 9 }

    assert.equal(await storage.recipients.wantLookups(other.account.id, shop.instance.id, wanted), false)
    assert.equal(await storage.recipients.nextWanted(shop.lease, noon), null)
    await storage.recipients.wantLookups(shop.account.id, shop.instance.id, wanted)
    await assertStale(storage.recipients.nextWanted(stale, noon))
    await assertStale(storage.recipients.endWanted(stale, { recipient: first }))
    assert.equal(await storage.recipients.nextWanted(shop.lease, noon), first)
    assert.equal(await storage.recipients.nextWanted(other.lease, noon), null)
  }),
]
