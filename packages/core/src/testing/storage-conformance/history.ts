import assert from 'node:assert/strict'
import { acceptOne, acceptSending, noon, storageCase } from './storage-case.ts'

/** The steps a message took. */
export const historyCases = [
  storageCase('events: tell each status with its time and the attempts until then', async ({ storage, owned }) => {
    const shop = await owned()
    const { account, lease } = shop
    const { id, waMessageId } = await acceptSending(storage, shop)
    await acceptSending(storage, shop)
    await storage.messages.markResending(lease, { messageId: id, at: noon + 2 })
    await storage.messages.advance(lease, { waMessageId, status: 'sent', at: noon + 3 })
    await storage.messages.advance(lease, { waMessageId, status: 'read', at: noon + 4 })

    const events = await storage.messages.events(account.id, id)

    assert.deepEqual(events, [
      { status: 'queued', at: noon, attempts: 0, errorCode: null },
      { status: 'sending', at: noon + 1, attempts: 1, errorCode: null },
      { status: 'sent', at: noon + 3, attempts: 2, errorCode: null },
      { status: 'read', at: noon + 4, attempts: 2, errorCode: null },
    ])
  }),
  storageCase('events: tell why a message failed', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const { id } = await acceptOne(storage, instance)
    await storage.messages.fail(lease, { messageId: id, code: 'not_on_whatsapp', error: 'words', at: noon + 1 })

    const events = await storage.messages.events(account.id, id)

    assert.deepEqual(events?.at(-1), { status: 'failed', at: noon + 1, attempts: 0, errorCode: 'not_on_whatsapp' })
  }),
  storageCase(
    'events: a foreign and a missing message have none, one whose history went has an empty one',
    async (world) => {
      const { storage, owned } = world
      const { account, instance } = await owned()
      const stranger = await world.account()
      const { id } = await acceptOne(storage, instance)

      assert.equal(await storage.messages.events(stranger.id, id), null)
      assert.equal(await storage.messages.events(account.id, id + 1_000), null)
      await storage.retention.pruneEvents({ before: noon + 1, orphansBefore: 0, limit: 100, after: 0 })
      assert.deepEqual(await storage.messages.events(account.id, id), [])
    },
  ),
]
