import { describe, expect, it } from 'vitest'
import { createTestGateway, friend, linkInstance, nextEvent, whenMessage } from './test-gateway.ts'

const other = '201009999999'

describe('the queue of a number', () => {
  it('waits while it is paused, lets go of what is cancelled or has expired, and goes on with the better lane first', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)

    await core.instances.pause(instanceId)
    const low = await core.send({ instanceId, to: friend, text: 'a bulk', priority: 'low' })
    await core.send({ instanceId, to: friend, text: 'a note' })
    const wrong = await core.send({ instanceId, to: other, text: 'a mistake' })
    const short = await core.send({ instanceId, to: other, text: 'a code', ttlSeconds: 1 })
    const high = await core.send({ instanceId, to: friend, text: 'a better code', priority: 'high' })
    const held = await core.messages.get(high.id)
    const cancelled = await core.messages.cancel(wrong.id)
    const again = await core.messages.cancel(wrong.id)
    const expired = await whenMessage(core, short.id, 'message.expired')
    const lastDelivered = nextEvent(core, 'message.delivered', ({ message }) => message.id === low.id)
    await core.instances.resume(instanceId)
    await lastDelivered

    expect(held).toMatchObject({ status: 'queued', heldReason: 'paused' })
    expect([cancelled.status, again.status]).toEqual(['cancelled', 'cancelled'])
    expect(expired).toMatchObject({ status: 'expired', attempts: 0, error: expect.stringMatching(/./u) })
    expect(sandbox.ledger.shownTo(friend).map(({ content }) => content)).toEqual([
      { kind: 'text', text: 'a better code' },
      { kind: 'text', text: 'a note' },
      { kind: 'text', text: 'a bulk' },
    ])
    expect(sandbox.ledger.shownTo(other)).toEqual([])
    expect(await core.usage()).toMatchObject({ daily: { used: 3 }, monthly: { used: 3 } })
    await expect(core.messages.cancel(high.id)).rejects.toMatchObject({ code: 'already_sending' })
  })

  it('is cleared of all that waits, and of nothing else', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const first = await core.send({ instanceId, to: friend, text: 'first' })
    await whenMessage(core, first.id, 'message.delivered')

    await core.instances.pause(instanceId)
    await core.sendBulk({ instanceId, messages: [1, 2, 3].map((n) => ({ to: other, text: `number ${n}` })) })
    const { cancelled } = await core.instances.clearQueue(instanceId)
    await core.instances.resume(instanceId)
    const last = await core.send({ instanceId, to: friend, text: 'last' })
    await whenMessage(core, last.id, 'message.delivered')

    expect(cancelled).toBe(3)
    expect(sandbox.ledger.shownTo(other)).toEqual([])
    expect(sandbox.ledger.shownTo(friend)).toHaveLength(2)
    expect(await core.usage()).toMatchObject({ daily: { used: 2 } })
  })
})
