import assert from 'node:assert/strict'
import type { MessagePage } from '../../storage/message-filter.ts'
import type { Storage } from '../../storage/storage.ts'
import { acceptAll, acceptMessages, acceptOne, messageTo, noon, present, storageCase } from './storage-case.ts'

const recipient = '201001234567'
const other = '201009999999'

const idsOf = async (
  storage: Storage,
  accountId: number,
  page: Partial<MessagePage> = {},
): Promise<readonly number[]> => (await storage.messages.list(accountId, { limit: 100, ...page })).map(({ id }) => id)

/** Messages of an account, page by page. */
export const listCases = [
  storageCase(
    'list: gives whole messages, the newest first, and no more than it is told',
    async ({ storage, owned }) => {
      const { account, instance } = await owned()
      const accepted = [
        ...(await acceptAll(storage, instance, 3)),
        ...(await acceptAll(storage, instance, 2, { at: noon + 5 })),
      ]
      const newestFirst = accepted.map(({ id }) => id).toReversed()

      const messages = await storage.messages.list(account.id, { limit: 4 })

      assert.deepEqual(
        messages.map(({ id }) => id),
        newestFirst.slice(0, 4),
      )
      for (const message of messages) assert.deepEqual(message, await storage.messages.get(account.id, message.id))
    },
  ),
  storageCase('list: goes on behind a message, whatever is added meanwhile', async ({ storage, owned }) => {
    const { account, instance } = await owned()
    const accepted = (await acceptAll(storage, instance, 5)).map(({ id }) => id)
    const seen: number[] = []

    let page = await storage.messages.list(account.id, { limit: 2 })
    while (page.length > 0) {
      seen.push(...page.map(({ id }) => id))
      await acceptAll(storage, instance, 1, { at: noon + seen.length })
      page = await storage.messages.list(account.id, { limit: 2, after: present(page.at(-1)) })
    }

    assert.deepEqual(seen, accepted.toReversed())
  }),
  storageCase('list: orders by the time of queueing, then by id', async ({ storage, owned }) => {
    const { account, instance } = await owned()
    const [later] = await acceptAll(storage, instance, 1, { at: noon + 1 })
    const [first, second] = await acceptAll(storage, instance, 2)

    const ids = await idsOf(storage, account.id)
    const behind = await idsOf(storage, account.id, { after: { queuedAt: noon + 1, id: present(later).id } })

    assert.deepEqual(
      ids,
      [later, second, first].map((message) => present(message).id),
    )
    assert.deepEqual(behind, ids.slice(1))
  }),
  storageCase('list: has only messages of the account', async ({ storage, account, instance, owned }) => {
    const shop = await owned()
    const stranger = await instance(await account())
    await acceptAll(storage, shop.instance, 2)
    const { id } = await acceptOne(storage, stranger)

    assert.deepEqual(await idsOf(storage, stranger.accountId), [id])
    assert.deepEqual(await idsOf(storage, stranger.accountId, { instanceId: shop.instance.id }), [])
  }),
  storageCase(
    'list: filters by instance, recipient and time, alone and together',
    async ({ storage, owned, instance }) => {
      const { account, instance: shop } = await owned()
      const branch = await instance(account)
      const [toOne, toOther] = await acceptMessages(storage, shop, [messageTo(recipient), messageTo(other)])
      const [fromBranch] = await acceptMessages(storage, branch, [messageTo(recipient)])
      const [late] = (await acceptAll(storage, shop, 1, { at: noon + 10 })).map(({ id }) => id)

      const rows: readonly (readonly [filter: Partial<MessagePage>, ids: readonly unknown[]])[] = [
        [{ instanceId: branch.id }, [fromBranch]],
        [{ recipient }, [late, fromBranch, toOne]],
        [{ recipient: other }, [toOther]],
        [{ recipient, instanceId: shop.id }, [late, toOne]],
        [{ queuedFrom: noon + 1 }, [late]],
        [{ queuedFrom: noon + 10 }, [late]],
        [{ queuedTo: noon + 10 }, [fromBranch, toOther, toOne]],
        [{ queuedFrom: noon, queuedTo: noon }, []],
        [{ queuedTo: noon + 10, recipient, instanceId: shop.id }, [toOne]],
        [{ queuedTo: noon + 10, after: { queuedAt: noon + 10, id: present(late) } }, [fromBranch, toOther, toOne]],
        [{ instanceId: 999_999_999 }, []],
      ]
      for (const [filter, ids] of rows) {
        assert.deepEqual(await idsOf(storage, account.id, filter), ids, JSON.stringify(filter))
      }
    },
  ),
  storageCase('list: filters by statuses and by error code', async ({ storage, owned, instance }) => {
    const { account, instance: shop, lease } = await owned()
    const branch = await instance(account)
    const [queued, cancelled, failed, unknown] = (await acceptAll(storage, shop, 4)).map(({ id }) => id)
    const { id: elsewhere } = await acceptOne(storage, branch)
    const fail = (id: number | undefined, code: string) =>
      storage.messages.fail(lease, { messageId: present(id), code, error: 'x', at: noon })
    await storage.messages.cancel(account.id, present(cancelled), noon)
    await fail(failed, 'not_on_whatsapp')
    await fail(unknown, 'outcome_unknown')

    const rows: readonly (readonly [filter: Partial<MessagePage>, ids: readonly unknown[]])[] = [
      [{ statuses: ['queued'] }, [elsewhere, queued]],
      [{ statuses: ['queued', 'cancelled'], instanceId: shop.id }, [cancelled, queued]],
      [{ statuses: ['failed', 'cancelled'] }, [unknown, failed, cancelled]],
      [{ statuses: ['failed', 'cancelled'], limit: 2 }, [unknown, failed]],
      [{ statuses: ['played'] }, []],
      [{ errorCode: 'not_on_whatsapp' }, [failed]],
      [{ errorCode: 'not_on_whatsapp', recipient }, [failed]],
      [{ errorCode: 'not_on_whatsapp', instanceId: branch.id }, []],
      [{ errorCode: 'not_on_whatsapp', statuses: ['expired'] }, []],
      [{ errorCode: 'not_on_whatsapp', recipient: other }, []],
      [{ statuses: ['failed'], recipient, instanceId: shop.id, errorCode: 'outcome_unknown' }, [unknown]],
    ]
    for (const [filter, ids] of rows) {
      assert.deepEqual(await idsOf(storage, account.id, filter), ids, JSON.stringify(filter))
    }
  }),
  storageCase('list: messages of a purged instance stay', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const { id } = await acceptOne(storage, instance)
    await storage.instances.delete(account.id, instance.id, noon)
    await storage.instances.purge(lease)

    assert.deepEqual(await idsOf(storage, account.id, { instanceId: instance.id }), [id])
  }),
  storageCase('retry: a message knows the one it repeats', async ({ storage, owned }) => {
    const { account, instance } = await owned()
    const first = await acceptOne(storage, instance)

    const [again, timed] = await acceptMessages(storage, instance, [
      messageTo(recipient, { retryOf: first.id }),
      messageTo(recipient, { retryOf: first.id, sendAt: noon + 5, expiresAt: noon + 9 }),
    ])

    const [one, two] = [
      present(await storage.messages.get(account.id, present(again))),
      present(await storage.messages.get(account.id, present(timed))),
    ]
    assert.deepEqual([one.retryOf, one.sendAt, one.expiresAt], [first.id, null, null])
    assert.deepEqual([two.retryOf, two.sendAt, two.expiresAt], [first.id, noon + 5, noon + 9])
    assert.equal(present(await storage.messages.get(account.id, first.id)).retryOf, null)
  }),
]
