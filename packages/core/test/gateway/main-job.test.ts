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

describe('the main job', () => {
  it('links a number, sends a text and follows it to played', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const seen: string[] = []
    for (const status of ['queued', 'sending', 'sent', 'delivered', 'read', 'played'] as const) {
      core.on(`message.${status}`, ({ message }) => seen.push(message.status))
    }

    const { id, to, status } = await core.send({ instanceId, to: `+${friend}`, text: 'Hello 👋' })
    await whenMessage(core, id, 'message.delivered')
    const [shown] = sandbox.contact(friend).inbox()
    sandbox.contact(friend).read(shown?.waMessageId ?? '')
    await whenMessage(core, id, 'message.read')
    sandbox.contact(friend).played(shown?.waMessageId ?? '')
    const played = await whenMessage(core, id, 'message.played')

    expect({ to, status }).toEqual({ to: friend, status: 'queued' })
    expect(shown).toMatchObject({ chat: ownNumber, content: { kind: 'text', text: 'Hello 👋' } })
    expect(shown?.waMessageId).toMatch(/^3EB0[0-9A-F]{18}$/u)
    expect(seen).toEqual(['queued', 'sending', 'sent', 'delivered', 'read', 'played'])
    expect(played).toMatchObject({ status: 'played', error: null, errorCode: null, attempts: 1 })
    expect(played.sentAt?.getTime()).toBeGreaterThanOrEqual(played.queuedAt.getTime())
    expect(await core.instances.get(instanceId)).toMatchObject({ status: 'connected', phone: ownNumber })
    expect(await core.usage()).toMatchObject({ daily: { used: 1 }, monthly: { used: 1 } })
  })

  it('keeps what is accepted while nobody is linked, and sends it in order once somebody is', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const { id: instanceId } = await core.instances.create({ name: 'Later' })
    const { messages } = await core.sendBulk({
      instanceId,
      messages: Array.from({ length: 5 }, (_, n) => ({ to: friend, text: `number ${n}` })),
    })

    expect(await core.messages.get(messages[0]?.id ?? 0)).toMatchObject({
      status: 'queued',
      heldReason: 'instance_waiting_scan',
    })
    const { qr } = await core.instances.qr(instanceId, { waitMs: 30_000 })
    const last = whenMessage(core, messages[4]?.id ?? 0, 'message.delivered')
    await sandbox.phone(ownNumber).scanQr(qr ?? '')
    await last

    expect(
      sandbox
        .contact(friend)
        .inbox()
        .map(({ content }) => content),
    ).toEqual(Array.from({ length: 5 }, (_, n) => expect.objectContaining({ text: `number ${n}` })))
  })

  it('starts again without a new QR code, and never shows a message twice', async () => {
    const { sandbox, start } = await createTestGateway()
    const first = await start()
    const instanceId = await linkInstance(first, sandbox)
    const before = await first.send({ instanceId, to: friend, text: 'before' })
    await whenMessage(first, before.id, 'message.delivered')
    await first.stop()

    const second = await start()
    const codes: unknown[] = []
    second.on('instance.qr', (event) => codes.push(event))
    const after = await second.send({ instanceId, to: friend, text: 'after' })
    await whenMessage(second, after.id, 'message.delivered')

    expect(codes).toEqual([])
    expect(
      sandbox
        .contact(friend)
        .inbox()
        .map(({ content }) => content),
    ).toMatchObject([{ text: 'before' }, { text: 'after' }])
  })

  it('says of a stopped gateway that its number will come back', async () => {
    const { sandbox, start } = await createTestGateway()
    const first = await start()
    const instanceId = await linkInstance(first, sandbox)
    const stopped = nextEvent(first, 'instance.status', ({ instance }) => instance.status === 'disconnected')
    await first.stop()

    expect((await stopped).instance).toMatchObject({ id: instanceId, statusReason: 'stopped' })
    await expect(first.send({ instanceId, to: friend, text: 'Hi' })).rejects.toMatchObject({ code: 'stopped' })
  })

  it('links by pairing code', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const { id } = await core.instances.create({ name: 'By code' })

    const { code } = await core.instances.pairingCode(id, { phone: ownNumber })
    const connected = whenStatus(core, id, 'connected')
    await sandbox.phone(ownNumber).typePairingCode(code)
    await connected

    expect(code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/u)
    expect(await core.instances.get(id)).toMatchObject({ status: 'connected', phone: ownNumber })
    await expect(core.instances.pairingCode(id, { phone: ownNumber })).rejects.toMatchObject({ code: 'already_linked' })
  })

  it('unlinks a deleted instance at WhatsApp, cancels its queue and gives the units back', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start({ pacing: { messages: 1, perMs: 60_000 } })
    const instanceId = await linkInstance(core, sandbox)
    const first = await core.send({ instanceId, to: friend, text: 'goes out' })
    await whenMessage(core, first.id, 'message.delivered')
    const second = await core.send({ instanceId, to: friend, text: 'waits for its turn' })
    const cancelled = nextEvent(core, 'message.cancelled')
    const unlinked = sandbox.ledger.next('iq', ({ child }) => child === 'remove-companion-device')

    await core.instances.delete(instanceId)

    expect((await cancelled).message).toMatchObject({ id: second.id, status: 'cancelled' })
    await expect(core.instances.get(instanceId)).rejects.toMatchObject({ code: 'instance_not_found' })
    await expect(core.instances.delete(instanceId)).rejects.toMatchObject({ code: 'instance_not_found' })
    expect(await core.messages.get(first.id)).toMatchObject({ status: 'delivered' })
    expect(await core.usage()).toMatchObject({ daily: { used: 1 }, monthly: { used: 1 } })
    await unlinked
    expect(sandbox.phone(ownNumber).linked).toBe(false)
  })
})
