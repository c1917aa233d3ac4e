import { describe, expect, it, vi } from 'vitest'
import { jumpingClock } from './jumping-clock.ts'
import { createTestGateway, friend, linkInstance, ownNumber, whenMessage, whenStatus } from './test-gateway.ts'

const otherNumber = '201093619141'
const strangers = ['201002222221', '201002222222', '201002222223', '201002222224'] as const
const hourMs = 3_600_000

/** A gateway whose own clock and whose WhatsApp's clock are the same, and can be moved on. */
const createRestrictedGateway = async () => {
  const clock = jumpingClock()
  const gateway = await createTestGateway({ clock })
  const start = () => gateway.start({ clock })
  const core = await start()
  const instanceId = await linkInstance(core, gateway.sandbox)
  const written = (recipient: string) =>
    gateway.sandbox.ledger.stanzas().filter((stanza) => stanza.recipient === recipient && stanza.sender === ownNumber)
  const inAnHour = Math.ceil((clock.now() + hourMs) / 1000) * 1000
  return { ...gateway, clock, core, start, instanceId, written, inAnHour }
}

describe('a number that WhatsApp restricts', () => {
  it('writes to nobody new until then, goes on with who wrote to it, and resumes with one probe', async () => {
    const { sandbox, clock, core, start, instanceId, written, inAnHour } = await createRestrictedGateway()
    const otherId = await linkInstance(core, sandbox, otherNumber)
    const [refused, probe, ...rest] = strangers
    sandbox.phone(ownNumber).restrict({ until: inAnHour, type: 'BIZ_QUALITY', notify: false })
    await sandbox.contact(friend).send(ownNumber, 'Is it ready?')

    const failing = await core.send({ instanceId, to: refused, text: 'refused' })
    const failed = await whenMessage(core, failing.id, 'message.failed')
    await whenStatus(core, instanceId, 'restricted')
    const waiting = await Promise.all(
      [probe, ...rest].map((to) => core.send({ instanceId, to, text: 'waits', type: 'text' })),
    )
    const known = await core.send({ instanceId, to: friend, text: 'It is.' })
    const elsewhere = await core.send({ instanceId: otherId, to: refused, text: 'from another number' })
    await whenMessage(core, known.id, 'message.delivered')
    await whenMessage(core, elsewhere.id, 'message.delivered')

    expect(failed).toMatchObject({ errorCode: 'wa_463' })
    const restriction = { type: 'biz_quality', until: new Date(inAnHour) }
    await vi.waitFor(async () => expect(await core.instances.get(instanceId)).toMatchObject({ restriction }))
    await vi.waitFor(async () => {
      for (const { id } of waiting) {
        expect(await core.messages.get(id)).toMatchObject({ status: 'queued', heldReason: 'restricted', attempts: 0 })
      }
    })
    expect(await core.instances.get(otherId)).toMatchObject({ status: 'connected', restriction: null })

    await core.stop()
    const second = await start()
    await whenStatus(second, instanceId, 'restricted')
    const later = await second.send({ instanceId, to: friend, text: 'Still open.' })
    await whenMessage(second, later.id, 'message.delivered')
    expect(await second.instances.get(instanceId)).toMatchObject({ status: 'restricted', restriction })
    expect(strangers.map((number) => written(number).length)).toEqual([1, 0, 0, 0])

    sandbox.faults.delayAck({ recipient: probe, delayMs: 700 })
    clock.jump(inAnHour - clock.now() + 1)
    for (const { id } of waiting) await whenMessage(second, id, 'message.delivered')

    const at = (number: string) => written(number)[0]?.at ?? 0
    expect(at(probe)).toBeGreaterThanOrEqual(inAnHour)
    for (const number of rest) expect(at(number)).toBeGreaterThanOrEqual(at(probe) + 700)
    expect(strangers.map((number) => written(number).length)).toEqual([1, 1, 1, 1])
    await vi.waitFor(async () =>
      expect(await second.instances.get(instanceId)).toMatchObject({ status: 'connected', restriction: null }),
    )
    expect(await second.messages.get(failing.id)).toMatchObject({ status: 'failed', errorCode: 'wa_463' })
  })

  it('waits for a day when WhatsApp does not say until when, and again after a probe that is refused', async () => {
    const { sandbox, clock, core, instanceId, written } = await createRestrictedGateway()
    const [first, second] = strangers
    sandbox.faults.refuseAck({ sender: ownNumber, code: 463, times: 2 })
    const untilOf = async () => (await core.instances.get(instanceId)).restriction?.until?.getTime() ?? 0

    const refused = await core.send({ instanceId, to: first, text: 'refused' })
    await whenMessage(core, refused.id, 'message.failed')
    const probe = await core.send({ instanceId, to: second, text: 'refused as well' })
    const until = await untilOf()
    clock.jump(until - clock.now() + 1)
    await whenMessage(core, probe.id, 'message.failed')

    expect(written(second)).toHaveLength(1)
    expect(until - (written(first)[0]?.at ?? 0)).toBeGreaterThanOrEqual(24 * hourMs - 60_000)
    await whenStatus(core, instanceId, 'restricted')
    expect((await untilOf()) - until).toBeGreaterThanOrEqual(24 * hourMs)
  })

  it('is restricted by a notice alone, and free again by another', async () => {
    const { sandbox, core, instanceId, written, inAnHour } = await createRestrictedGateway()
    const [first] = strangers

    sandbox.phone(ownNumber).restrict({ until: inAnHour })
    await whenStatus(core, instanceId, 'restricted')
    const { id } = await core.send({ instanceId, to: first, text: 'waits' })
    await vi.waitFor(async () => expect(await core.messages.get(id)).toMatchObject({ heldReason: 'restricted' }))
    expect(written(first)).toHaveLength(0)
    sandbox.phone(ownNumber).unrestrict()
    await whenMessage(core, id, 'message.delivered')

    expect(written(first)).toHaveLength(1)
    expect(await core.instances.get(instanceId)).toMatchObject({ status: 'connected' })
  })

  it('takes a cap on new chats for a restriction until the cycle ends', async () => {
    const { sandbox, core, instanceId, inAnHour } = await createRestrictedGateway()

    sandbox.phone(ownNumber).capNewChats({ total: 1, used: 1, until: inAnHour })
    await whenStatus(core, instanceId, 'restricted')

    const restriction = { type: 'new_chat_cap', until: new Date(inAnHour) }
    expect(await core.instances.get(instanceId)).toMatchObject({ restriction })
  })

  it('says first of all that it is not on the line', async () => {
    const { sandbox, core, instanceId, inAnHour } = await createRestrictedGateway()
    sandbox.phone(ownNumber).restrict({ until: inAnHour })
    await whenStatus(core, instanceId, 'restricted')

    const away = whenStatus(core, instanceId, 'disconnected')
    sandbox.faults.streamError(ownNumber, 503)
    await away
    await whenStatus(core, instanceId, 'restricted')
    sandbox.phone(ownNumber).unlink()
    await whenStatus(core, instanceId, 'logged_out')

    expect(await core.instances.get(instanceId)).toMatchObject({ restriction: { until: new Date(inAnHour) } })
  })

  it('is still restricted after a ban that is over before', async () => {
    const { sandbox, clock, core, instanceId, inAnHour } = await createRestrictedGateway()
    sandbox.phone(ownNumber).restrict({ until: inAnHour })
    await whenStatus(core, instanceId, 'restricted')

    sandbox.faults.refuseLogins({ sender: ownNumber, code: 402, attributes: { expire: '600' } })
    const banned = whenStatus(core, instanceId, 'disconnected', 'temporarily_banned')
    sandbox.faults.disconnect(ownNumber)
    await banned
    const { restriction } = await core.instances.get(instanceId)
    // A ban is waited out with up to a minute on top.
    clock.jump(660_000)
    await whenStatus(core, instanceId, 'restricted')

    expect(restriction?.type).toBe('temporary_ban')
    expect(await core.instances.get(instanceId)).toMatchObject({ restriction: { until: new Date(inAnHour) } })
  })
})
