import { describe, expect, it } from 'vitest'
import { fastClock } from './fast-clock.ts'
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
    gateway.sandbox.faults.delayAck({ delayMs: 500 })
    const onItsWay = nextEvent(core, 'message.sending', () => true)
    const first = await core.send({ instanceId, to: friend, text: 'before' })
    await onItsWay

    const restarted = await elsewhere.instances.restart(instanceId)
    await back
    const { id } = await elsewhere.send({ instanceId, to: friend, text: 'after' })
    await whenMessage(core, id, 'message.delivered')

    // What was on its way has been waited for, and is written once.
    expect((await core.messages.get(first.id)).attempts).toBe(1)
    expect(gateway.sandbox.ledger.stanzas()).toHaveLength(2)
    expect(['connecting', 'connected']).toContain(restarted.status)
    expect(loginsOf(gateway).map(({ end }) => end)).toEqual(['client', null])
    expect(gateway.sandbox.ledger.iqCount({ child: 'remove-companion-device' })).toBe(0)
  })

  it('that gave up is brought back by a restart; those asked for within ten seconds become one', async () => {
    const gateway = await createTestGateway()
    const linking = await gateway.start()
    const id = await linkInstance(linking, gateway.sandbox)
    await linking.stop()
    const speed = 20
    const core = await gateway.start({ clock: fastClock(speed) })
    await whenStatus(core, id, 'connected')
    gateway.sandbox.faults.refuseLogins({ sender: ownNumber, code: 403 })
    const failed = whenStatus(core, id, 'failed', 'forbidden')
    gateway.sandbox.faults.disconnect(ownNumber)
    await failed
    const before = loginsOf(gateway).length

    const restarted = await core.instances.restart(id)
    await whenStatus(core, id, 'connected')
    const back = nextEvent(core, 'instance.status', ({ instance }) => instance.status === 'connected')
    await Promise.all([core.instances.restart(id), core.instances.restart(id)])
    await back

    const openedAt = loginsOf(gateway)
      .slice(before)
      .map((login) => login.openedAt)
    gateway.sandbox.faults.refuseLogins({ sender: ownNumber, code: 402, attributes: { expire: '36000' } })
    const banned = whenStatus(core, id, 'disconnected', 'temporarily_banned')
    gateway.sandbox.faults.disconnect(ownNumber)
    await banned
    const refused = loginsOf(gateway).length
    const waiting = await core.instances.restart(id)

    // Nobody gets around a ban by a restart.
    expect(waiting).toMatchObject({ status: 'disconnected', statusReason: 'temporarily_banned' })
    expect(loginsOf(gateway)).toHaveLength(refused)
    expect(restarted).toMatchObject({ status: expect.stringMatching(/^connect/), statusReason: null })
    expect(openedAt).toHaveLength(2)
    // A line takes its time to open: the first one may have been slow by a little.
    expect((openedAt[1] ?? 0) - (openedAt[0] ?? 0)).toBeGreaterThanOrEqual(10_000 / speed - 150)
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

  it('is logged out also where WhatsApp cannot be reached, after ten seconds', async () => {
    const { sandbox, start } = await createTestGateway()
    const linking = await start()
    const id = await linkInstance(linking, sandbox)
    await linking.stop()
    sandbox.faults.muteConnections({ times: 'always' })
    const core = await start({ clock: fastClock(10) })

    const loggedOut = await core.instances.logout(id)
    sandbox.faults.clear()
    const { qr } = await core.instances.qr(id, { waitMs: 600_000 })

    expect(loggedOut).toMatchObject({ status: 'logged_out', statusReason: 'unlinked_by_request' })
    expect(sandbox.phone(ownNumber).linked).toBe(true)
    expect(qr).toMatch(/./u)
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
