import { describe, expect, it } from 'vitest'
import { createTestGateway, friend, linkInstance, nextEvent, whenMessage } from './test-gateway.ts'

const text = (n: number) => ({ to: friend, text: `number ${n}` })

describe('plans and accounts', () => {
  it('accepts exactly what the plan allows, whoever asks at the same time', async () => {
    const { start } = await createTestGateway()
    const core = await start({ defaultAccount: { plan: { dailyMessages: 20 } } })
    const { id: instanceId } = await core.instances.create({ name: 'Shop' })

    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => core.send({ instanceId, ...text(n) })),
    )

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    expect(await core.usage()).toMatchObject({ daily: { used: 20, limit: 20, remaining: 0, percentage: 100 } })
    await expect(core.send({ instanceId, ...text(51) })).rejects.toMatchObject({
      code: 'quota_exceeded',
      details: { limit: 'daily', reset_at: expect.stringMatching(/T00:00:00.000Z$/u) },
    })
  })

  it('queues nothing of a bulk that does not fit or holds a bad item', async () => {
    const { start } = await createTestGateway()
    const core = await start({ defaultAccount: { plan: { monthlyMessages: 2 } } })
    const { id: instanceId } = await core.instances.create({ name: 'Shop' })

    const tooMany = core.sendBulk({ instanceId, messages: [text(1), text(2), text(3)] })
    await expect(tooMany).rejects.toMatchObject({ code: 'quota_exceeded', details: { limit: 'monthly' } })
    const bad = core.sendBulk({
      instanceId,
      messages: [text(1), { to: '0100', text: 'a' }, { to: friend, text: '' }, { to: friend, text: 'a\0' }],
    })
    await expect(bad).rejects.toMatchObject({
      code: 'invalid_request',
      details: {
        problems: [
          { index: 1, field: 'to' },
          { index: 2, field: 'text' },
          { index: 3, field: 'text' },
        ],
      },
    })

    expect(await core.usage()).toMatchObject({ monthly: { used: 0 } })
    expect((await core.sendBulk({ instanceId, messages: [text(1), text(2)] })).messages).toHaveLength(2)
  })

  it('creates exactly as many instances as the plan allows', async () => {
    const { start } = await createTestGateway()
    const core = await start({ defaultAccount: { plan: { instances: 2 } } })

    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => core.instances.create({ name: `${n}` })),
    )

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    await expect(core.instances.create({ name: 'one more' })).rejects.toMatchObject({ code: 'instance_limit_reached' })
  })

  it('holds the queue of a disabled account and goes on once it is enabled', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start({ pacing: { messages: 1, perMs: 3_000 } })
    const instanceId = await linkInstance(core, sandbox)
    const first = await core.send({ instanceId, ...text(1) })
    await whenMessage(core, first.id, 'message.delivered')

    const second = await core.send({ instanceId, ...text(2) })
    await core.accounts.disable(core.defaultAccountId)
    expect(await core.messages.get(second.id)).toMatchObject({ status: 'queued', heldReason: 'account_disabled' })
    await expect(core.send({ instanceId, ...text(3) })).rejects.toMatchObject({ code: 'account_disabled' })
    expect(await core.instances.get(instanceId)).toMatchObject({ status: 'connected' })
    const delivered = nextEvent(core, 'message.delivered', ({ message }) => message.id === second.id)
    await core.accounts.enable(core.defaultAccountId)

    expect((await delivered).message).toMatchObject({ heldReason: null })
  })

  it('keeps accounts apart: a foreign id is a missing one', async () => {
    const { start } = await createTestGateway()
    const core = await start()
    const { id: instanceId } = await core.instances.create({ name: 'Mine' })
    const { id } = await core.send({ instanceId, ...text(1) })
    const other = core.account((await core.accounts.create({ name: 'Another shop' })).id)

    await expect(other.messages.get(id)).rejects.toMatchObject({ code: 'message_not_found' })
    await expect(other.instances.get(instanceId)).rejects.toMatchObject({ code: 'instance_not_found' })
    await expect(other.instances.qr(instanceId)).rejects.toMatchObject({ code: 'instance_not_found' })
    await expect(other.instances.delete(instanceId)).rejects.toMatchObject({ code: 'instance_not_found' })
    await expect(other.send({ instanceId, ...text(1) })).rejects.toMatchObject({ code: 'instance_not_found' })
    expect(await other.instances.list()).toEqual([])
  })

  it('knows a key at once when it is made and no more when it is revoked', async () => {
    const { start } = await createTestGateway()
    const core = await start({ apiKey: 'a-key-of-the-host-itself' })
    const { apiKey, key } = await core.apiKeys.create({ name: 'till' })

    expect(await core.apiKeys.authenticate(key)).toMatchObject({ accountId: core.defaultAccountId, isDisabled: false })
    expect(await core.apiKeys.authenticate('a-key-of-the-host-itself')).toMatchObject({
      accountId: core.defaultAccountId,
    })
    await core.apiKeys.revoke(apiKey.id)

    expect(await core.apiKeys.authenticate(key)).toBeNull()
    expect(await core.apiKeys.authenticate(`${key.slice(0, -1)}x`)).toBeNull()
    await expect(core.apiKeys.revoke(apiKey.id)).rejects.toMatchObject({ code: 'api_key_not_found' })
    expect(JSON.stringify(await core.apiKeys.list())).not.toContain(key)
  })
})

describe('idempotency keys', () => {
  it('give one message however often the call is repeated, also after a restart', async () => {
    const { start } = await createTestGateway()
    const first = await start()
    const { id: instanceId } = await first.instances.create({ name: 'Shop' })
    const call = { instanceId, ...text(1), idempotencyKey: 'order-4711' }

    const answers = await Promise.all(Array.from({ length: 20 }, () => first.send(call)))
    await first.stop()
    const second = await start()
    const again = await second.send({ ...call, to: `+${friend}` })

    expect(new Set([...answers, again].map(({ id }) => id)).size).toBe(1)
    expect(await second.usage()).toMatchObject({ daily: { used: 1 } })
    await expect(second.send({ ...call, text: 'another' })).rejects.toMatchObject({ code: 'idempotency_key_reused' })
  })
})
