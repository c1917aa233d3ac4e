import assert from 'node:assert/strict'
import { acceptAll, acceptedOf, acceptOne, batchOf, noon, present, storageCase } from './storage-case.ts'

/** Accepting messages and reading them back. */
export const acceptCases = [
  storageCase(
    'accept: a message is stored as queued, with everything that was given',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const content = { url: 'https://example.com/a.pdf', filename: 'a.pdf', mimetype: 'application/pdf' }
      const given = { waMessageId: '3EB0AA', recipient: '4915112345678', type: 'document', content } as const

      const [accepted] = acceptedOf(await storage.messages.accept(batchOf(shop, 0, { messages: [given] })))

      assert.deepEqual(await storage.messages.get(shop.accountId, present(accepted).id), {
        ...given,
        id: present(accepted).id,
        accountId: shop.accountId,
        instanceId: shop.id,
        status: 'queued',
        error: null,
        errorCode: null,
        heldReason: 'instance_waiting_scan',
        attempts: 0,
        nextAttemptAt: null,
        priority: 'normal',
        sendAt: null,
        expiresAt: null,
        retryOf: null,
        address: null,
        queuedAt: noon,
        sendingAt: null,
        sentAt: null,
        deliveredAt: null,
        readAt: null,
        playedAt: null,
        endedAt: null,
      })
    },
  ),
  storageCase('accept: a batch keeps its order and gives rising ids', async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    const batch = batchOf(shop, 100)

    const messages = acceptedOf(await storage.messages.accept(batch))

    assert.deepEqual(
      messages.map((message) => message.waMessageId),
      batch.messages.map((message) => message.waMessageId),
    )
    const ids = messages.map((message) => message.id)
    assert.deepEqual(
      ids,
      ids.toSorted((first, second) => first - second),
    )
    assert.equal(new Set(ids).size, 100)
  }),
  storageCase('accept: text of any script and length comes back as it was', async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    const text = `مرحبا 👋🏽 "quoted" 'and' \\ ${'long '.repeat(5000)}`
    const [message] = batchOf(shop).messages
    const messages = [{ ...present(message), content: { text } }]

    const [accepted] = acceptedOf(await storage.messages.accept(batchOf(shop, 0, { messages })))

    const stored = await storage.messages.get(shop.accountId, present(accepted).id)
    assert.equal(stored?.content.text, text)
  }),
  storageCase(
    'accept: what is accepted is there for another handle at once',
    async ({ storage, harness, account, instance }) => {
      const shop = await instance(await account())
      const other = await harness.open()

      const { id } = await acceptOne(storage, shop)

      assert.equal((await other.messages.get(shop.accountId, id))?.status, 'queued')
    },
  ),
  storageCase(
    'accept: callers that wait together each get their own messages',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const batches = Array.from({ length: 50 }, (_, index) => batchOf(shop, (index % 3) + 1))

      const outcomes = await Promise.all(batches.map((batch) => storage.messages.accept(batch)))

      assert.deepEqual(
        outcomes.map((outcome) => acceptedOf(outcome).map((message) => message.waMessageId)),
        batches.map((batch) => batch.messages.map((message) => message.waMessageId)),
      )
    },
  ),
  storageCase(
    'accept: callers that wait together are stored in their order, whatever their instances, accounts and keys',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const [shop, depot] = [await instance(owner), await instance(owner)]
      const stranger = await instance(await account())
      const keyed = (key: string) => batchOf(shop, 1, { idempotency: { route: 'send', key, bodyHash: key } })
      const batches = [
        batchOf(shop),
        batchOf(shop, 2),
        keyed('order-1'),
        batchOf(shop),
        batchOf(depot),
        batchOf(stranger),
        batchOf(depot),
        batchOf(depot),
        keyed('order-2'),
        batchOf(shop),
      ]

      const outcomes = await Promise.all(batches.map((batch) => storage.messages.accept(batch)))

      const ids = outcomes.flatMap((outcome) => acceptedOf(outcome).map(({ id }) => id))
      assert.deepEqual(
        ids,
        ids.toSorted((first, second) => first - second),
      )
      const stored = await Promise.all(
        batches.flatMap((batch, index) =>
          acceptedOf(present(outcomes[index])).map(({ id }) => storage.messages.get(batch.accountId, id)),
        ),
      )
      assert.deepEqual(
        stored.map((message) => [message?.instanceId, message?.waMessageId]),
        batches.flatMap(({ instanceId, messages }) => messages.map(({ waMessageId }) => [instanceId, waMessageId])),
      )
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 10)
      assert.deepEqual(
        (await Promise.all([2, 8].map((index) => storage.messages.accept(present(batches[index]))))).map(
          ({ kind }) => kind,
        ),
        ['replayed', 'replayed'],
      )
    },
  ),
  storageCase(
    'accept: of callers that wait together, those are refused for whom there is no room, and each has its own time',
    async ({ storage, account, instance }) => {
      const owner = await account({ dailyMessages: 5 })
      const shop = await instance(owner)
      const batches = [2, 2, 2, 1, 1].map((count, index) => batchOf(shop, count, { at: noon + index }))

      const outcomes = await Promise.all(batches.map((batch) => storage.messages.accept(batch)))

      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['accepted', 'accepted', 'quota_exceeded', 'accepted', 'quota_exceeded'],
      )
      assert.equal((await storage.usage.read(owner.id, noon))?.daily, 5)
      const plenty = await instance(await account())
      const times = [noon, noon + 3, noon + 7]
      const accepted = await Promise.all(
        times.map(async (at) => present(acceptedOf(await storage.messages.accept(batchOf(plenty, 1, { at })))[0])),
      )
      for (const [index, { id }] of accepted.entries()) {
        const { queuedAt } = present(await storage.messages.get(plenty.accountId, id))
        assert.equal(queuedAt, times[index])
      }
    },
  ),
  storageCase('accept: one that fails takes nobody down who waited with it', async ({ storage, account, instance }) => {
    const owner = await account({ dailyMessages: 10 })
    const shop = await instance(owner)
    const good = [batchOf(shop, 2), batchOf(shop, 2), batchOf(shop, 2)]
    // Its second message takes an id that its first one has: the storage can only find that half-way.
    const [message] = batchOf(shop).messages
    const bad = batchOf(shop, 0, { messages: [present(message), present(message)] })

    const outcomes = await Promise.allSettled(
      [present(good[0]), bad, present(good[1]), bad, present(good[2])].map((batch) => storage.messages.accept(batch)),
    )

    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    )
    assert.equal((await storage.usage.read(owner.id, noon))?.daily, 6)
  }),
  storageCase(
    'accept: a missing account, a disabled one and a foreign instance are told apart, and store nothing',
    async ({ storage, account, instance }) => {
      const shop = await instance(await account())
      const stranger = await account()
      const disabled = await account()
      const theirs = await instance(disabled)
      await storage.accounts.update(disabled.id, { isDisabled: true })

      const missing = await storage.messages.accept(batchOf({ id: shop.id, accountId: 999_999 }))
      const foreign = await storage.messages.accept(batchOf({ id: shop.id, accountId: stranger.id }))
      const refused = await storage.messages.accept(batchOf(theirs))

      assert.deepEqual(
        [missing.kind, foreign.kind, refused.kind],
        ['account_not_found', 'instance_not_found', 'account_disabled'],
      )
      assert.equal((await storage.usage.read(stranger.id, noon))?.daily, 0)
      assert.equal((await storage.usage.read(disabled.id, noon))?.daily, 0)
    },
  ),
  storageCase(
    'accept: the same WhatsApp id may exist once in each instance',
    async ({ storage, account, instance }) => {
      const owner = await account()
      const first = await instance(owner)
      const second = await instance(owner)
      const { messages } = batchOf(first)

      const outcomes = await Promise.all(
        [first, second].map((each) => storage.messages.accept(batchOf(each, 0, { messages }))),
      )

      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind),
        ['accepted', 'accepted'],
      )
      await assert.rejects(storage.messages.accept(batchOf(first, 0, { messages })))
    },
  ),
  storageCase('get: a message of another account is missing', async ({ storage, account, instance }) => {
    const shop = await instance(await account())
    const stranger = await account()
    const [message] = await acceptAll(storage, shop)

    assert.equal(await storage.messages.get(stranger.id, present(message).id), null)
    assert.equal(await storage.messages.get(shop.accountId, 999_999), null)
  }),
  storageCase('get: a queued message says what holds it', async ({ storage, owned }) => {
    const { account, instance, lease } = await owned()
    const { id } = await acceptOne(storage, instance)
    const reason = async () => (await storage.messages.get(account.id, id))?.heldReason

    const reasons = [await reason()]
    await storage.instances.update(lease, { status: 'connected' }, noon)
    reasons.push(present(await storage.messages.get(account.id, id)).heldReason)
    await storage.instances.update(lease, { status: 'logged_out' }, noon)
    reasons.push(await reason())
    await storage.accounts.update(account.id, { isDisabled: true })
    reasons.push(await reason())

    assert.deepEqual(reasons, ['instance_waiting_scan', null, 'instance_logged_out', 'account_disabled'])
  }),
]
