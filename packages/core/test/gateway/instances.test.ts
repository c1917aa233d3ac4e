import { describe, expect, it } from 'vitest'
import {
  createTestGateway,
  friend,
  linkInstance,
  nextEvent,
  ownNumber,
  whenMessage,
  whenStatus,
} from './test-gateway.ts'

const loginsOf = (gateway: Awaited<ReturnType<typeof createTestGateway>>) =>
  gateway.sandbox.ledger.connections(ownNumber).filter(({ kind }) => kind === 'login')

describe('an instance', () => {
  it('is restarted from a process that owns no number: its line is closed and another one opened', async () => {
    const gateway = await createTestGateway()
    const core = await gateway.start()
    const instanceId = await linkInstance(core, gateway.sandbox)
    const elsewhere = await gateway.start({ role: 'api' })
    const back = nextEvent(core, 'instance.status', ({ instance }) => instance.status === 'connected')

    const restarted = await elsewhere.instances.restart(instanceId)
    await back
    const { id } = await elsewhere.send({ instanceId, to: friend, text: 'after' })
    await whenMessage(core, id, 'message.delivered')

    expect(['connecting', 'connected']).toContain(restarted.status)
    expect(loginsOf(gateway).map(({ end }) => end)).toEqual(['client', null])
    expect(gateway.sandbox.ledger.iqCount({ child: 'remove-companion-device' })).toBe(0)
  })

  it('that gave up is brought back by a restart, and one more within ten seconds waits for its turn', async () => {
    const gateway = await createTestGateway()
    const core = await gateway.start()
    const id = await linkInstance(core, gateway.sandbox)
    gateway.sandbox.faults.refuseLogins({ sender: ownNumber, code: 403 })
    const failed = whenStatus(core, id, 'failed', 'forbidden')
    gateway.sandbox.faults.disconnect(ownNumber)
    await failed
    const before = loginsOf(gateway).length

    const restarted = await core.instances.restart(id)
    await whenStatus(core, id, 'connected')
    const again = core.instances.restart(id)
    await gateway.sandbox.phone(ownNumber).waitUntilReady()

    expect(restarted).toMatchObject({ status: expect.stringMatching(/^connect/), statusReason: null })
    expect(loginsOf(gateway).length).toBe(before + 1)
    expect(await again).toMatchObject({ status: 'connected' })
  })

  it('is logged out from another process: unlinked at the phone, with what is queued left for the next link', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const elsewhere = await start({ role: 'api' })

    const loggedOut = await elsewhere.instances.logout(instanceId)
    const linkedAfter = sandbox.phone(ownNumber).linked
    const { id } = await core.send({ instanceId, to: friend, text: 'later' })
    const waiting = await core.messages.get(id)
    const { qr } = await core.instances.qr(instanceId, { waitMs: 30_000 })
    await sandbox.phone(ownNumber).scanQr(qr ?? '')
    const delivered = await whenMessage(core, id, 'message.delivered')

    expect(loggedOut).toMatchObject({ status: 'logged_out', statusReason: 'unlinked_by_request', phone: ownNumber })
    expect(linkedAfter).toBe(false)
    expect(sandbox.ledger.iqCount({ child: 'remove-companion-device' })).toBe(1)
    expect(waiting).toMatchObject({ status: 'queued', heldReason: 'instance_logged_out' })
    expect(delivered.id).toBe(id)
    expect(await elsewhere.instances.get(instanceId)).toMatchObject({ status: 'connected', queue: { queued: 0 } })
  })

  it('goes by another pace as soon as it is set, also where a message waits for the one before', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const elsewhere = await start({ role: 'api' })
    const hourly = { messages: 1, perMs: 3_600_000, settleMs: 0 }
    const send = async (text: string) => (await core.send({ instanceId, to: friend, text })).id
    const held = (reason: string) =>
      expect.poll(async () => (await core.instances.get(instanceId)).heldReason, { timeout: 10_000 }).toBe(reason)

    await core.instances.update(instanceId, { pacing: hourly })
    await whenMessage(core, await send('first'), 'message.delivered')
    const second = await send('second')
    const set = await elsewhere.instances.update(instanceId, {
      pacing: { messages: 100, perMs: 1_000, dailyMessages: 2 },
    })
    await whenMessage(core, second, 'message.delivered')
    const third = await send('third')
    await held('daily_cap')
    const cleared = await elsewhere.instances.update(instanceId, { pacing: null })
    await whenMessage(core, third, 'message.delivered')

    expect(set.pacing).toEqual({ messages: 100, perMs: 1_000, dailyMessages: 2 })
    expect(cleared.pacing).toBeNull()
  })
})
