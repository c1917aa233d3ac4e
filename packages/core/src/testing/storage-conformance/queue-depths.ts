import assert from 'node:assert/strict'
import { acceptAll, acceptMessages, messageTo, noon, present, sendNext, storageCase } from './storage-case.ts'

const friend = '201001234567'

/** What waits in the queues of an account. */
export const queueDepthCases = [
  storageCase(
    'depths: counts what is queued, in every lane and whatever holds it, and nothing else',
    async ({ storage, account, owned, instance }) => {
      const shop = await owned()
      const { lease } = shop
      const idle = await instance(shop.account)
      const stranger = await instance(await account())
      await acceptAll(storage, stranger, 3)
      const depths = () => storage.instances.depths(shop.account.id, { limit: 100 })
      const empty = await depths()

      await acceptMessages(storage, shop.instance, [
        messageTo(friend, { priority: 'low' }),
        messageTo(friend, { priority: 'high' }),
        messageTo(friend),
        messageTo(friend, { sendAt: noon + 1_000 }),
      ])
      await sendNext(storage, shop, { at: noon })
      const [second] = await depths()
      const claimed = await storage.messages.claim(lease, noon)
      if (claimed.kind === 'message') {
        await storage.messages.postpone(lease, { messageId: claimed.message.id, nextAttemptAt: noon + 500, at: noon })
      }

      const none = { queued: 0, isMore: false, oldestQueuedAt: null }
      assert.deepEqual(empty, [
        { instanceId: shop.instance.id, ...none },
        { instanceId: idle.id, ...none },
      ])
      assert.deepEqual(second, { instanceId: shop.instance.id, queued: 3, isMore: false, oldestQueuedAt: noon })
      assert.deepEqual(await depths(), [second, { instanceId: idle.id, ...none }])
    },
  ),
  storageCase(
    'depths: the oldest is looked for in every lane, and none that waits for its own time',
    async ({ storage, owned }) => {
      const { account, instance, lease } = await owned()
      const ask = async () => present((await storage.instances.depths(account.id, { limit: 100 }))[0]).oldestQueuedAt
      const accept = (priority: 'high' | 'normal' | 'low', at: number) =>
        acceptAll(storage, instance, 1, { at, messages: [messageTo(friend, { priority })] })

      await acceptAll(storage, instance, 1, { at: noon - 9, messages: [messageTo(friend, { sendAt: noon + 1_000 })] })
      const scheduled = await ask()
      await accept('high', noon - 1)
      const high = await ask()
      await accept('low', noon - 2)
      const low = await ask()
      const [normal] = await accept('normal', noon - 3)
      const ready = await ask()
      await storage.messages.postpone(lease, { messageId: present(normal).id, nextAttemptAt: noon + 500, at: noon })

      assert.deepEqual([scheduled, high, low, ready], [null, noon - 1, noon - 2, noon - 3])
      assert.equal(await ask(), noon - 3)
    },
  ),
  storageCase(
    'depths: stops to count at the limit, and tells one instance alone',
    async ({ storage, owned, instance }) => {
      const { account, instance: shop } = await owned()
      const other = await instance(account)
      await acceptAll(storage, shop, 6)
      await acceptAll(storage, other, 5)

      const all = await storage.instances.depths(account.id, { limit: 5 })
      const alone = await storage.instances.depths(account.id, { limit: 5, instanceId: other.id })
      const foreign = await storage.instances.depths(account.id + 1, { limit: 5, instanceId: other.id })

      const full = { queued: 5, oldestQueuedAt: noon }
      assert.deepEqual(all, [
        { instanceId: shop.id, isMore: true, ...full },
        { instanceId: other.id, isMore: false, ...full },
      ])
      assert.deepEqual(alone, [{ instanceId: other.id, isMore: false, ...full }])
      assert.deepEqual(foreign, [])
    },
  ),
]
