import assert from 'node:assert/strict'
import type { Signal } from '../../storage/signals.ts'
import type { Storage } from '../../storage/storage.ts'
import { acceptAll, acceptSending, batchOf, noon, present, storageCase } from './storage-case.ts'

/** Waking whoever waits. */
export const signalCases = [
  storageCase(
    'signals: an accepted message wakes its instance, a refused one nobody',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account({ dailyMessages: 1 }))
      const heard = listen(storage)

      await storage.messages.accept(batchOf(shop, 2))
      await acceptAll(storage, shop)

      assert.deepEqual(ownOf(heard.signals), [{ kind: 'messages', instanceId: shop.id }])
    },
  ),
  storageCase('signals: changed instances, accounts and keys are told', async ({ storage, account, instance }) => {
    const owner = await account()
    const heard = listen(storage)

    const shop = await instance(owner)
    await storage.instances.requestQr(owner.id, shop.id, noon)
    await storage.instances.delete(owner.id, shop.id, noon)
    await storage.accounts.update(owner.id, { isDisabled: true })
    const key = await storage.apiKeys.create({ accountId: owner.id, name: null, prefix: 'khb_', hash: 'f', at: noon })
    await storage.apiKeys.update(owner.id, present(key).id, { scopes: ['read'] }, noon)
    const next = { prefix: 'khb_', hash: 'e', graceEndsAt: noon + 1, at: noon }
    await storage.apiKeys.rotate(owner.id, present(key).id, next)
    await storage.apiKeys.noteUses([{ apiKeyId: present(key).id, at: noon }])
    await storage.apiKeys.revoke(owner.id, present(key).id, noon)

    const kinds = ownOf(heard.signals).map((signal) => signal.kind)
    assert.deepEqual(kinds, [...Array(3).fill('instances'), ...Array(5).fill('accounts')])
  }),
  storageCase('signals: whoever follows events hears of a changed message', async ({ storage, owned }) => {
    const shop = await owned()
    const { id, waMessageId } = await acceptSending(storage, shop)
    const heard = listen(storage)

    await storage.messages.advance(shop.lease, { waMessageId, status: 'sent', at: noon })
    await storage.messages.advance(shop.lease, { waMessageId, status: 'sent', at: noon })
    await storage.messages.cancel(shop.account.id, id, noon)

    assert.deepEqual(ownOf(heard.signals), [{ kind: 'events' }])
  }),
  storageCase('signals: who listens no longer hears nothing', async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    const silenced = listen(storage)
    const heard = listen(storage)

    silenced.stop()
    await acceptAll(storage, shop)

    assert.deepEqual(silenced.signals, [])
    assert.equal(ownOf(heard.signals).length, 1)
  }),
  storageCase('signals: a write of another handle is noticed', async ({ storage, harness, account, instance }) => {
    const shop = await instance(await account())
    const other = await harness.open()
    // What was done before may still be told.
    const tellsOfMessages = ({ kind }: Signal): boolean => kind === 'elsewhere' || kind === 'messages'
    const noticed = new Promise<Signal>((resolve) => {
      other.signals.subscribe((signal) => {
        if (tellsOfMessages(signal)) resolve(signal)
      })
    })

    await acceptAll(storage, shop)

    assert.ok(tellsOfMessages(await noticed))
  }),
]

const listen = (storage: Storage) => {
  const signals: Signal[] = []
  return { signals, stop: storage.signals.subscribe((signal) => signals.push(signal)) }
}

/** A storage may add that something changed elsewhere, whenever it cannot tell. */
const ownOf = (signals: readonly Signal[]) => signals.filter(({ kind }) => kind !== 'elsewhere' && kind !== 'leases')
