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

describe('a gateway on a WhatsApp that misbehaves', () => {
  it('never calls a message sent before its acknowledgement came', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.withholdAck({ recipient: friend })
    const arrived = sandbox.contact(friend).waitForMessage()

    const { id } = await core.send({ instanceId, to: friend, text: 'Hi' })
    await arrived

    expect(await core.messages.get(id)).toMatchObject({ status: 'sending', sentAt: null })
  })

  it('moves on by a delivery receipt that overtakes the acknowledgement', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.withholdAck({ recipient: friend, receipts: true })

    const { id } = await core.send({ instanceId, to: friend, text: 'Hi' })
    const delivered = await whenMessage(core, id, 'message.delivered')

    expect(delivered.sentAt).not.toBeNull()
  })

  it('fails a refused message with its code, writes it once, and goes on with the next', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.refuseAck({ recipient: friend, code: 479 })

    const refused = await core.send({ instanceId, to: friend, text: 'refused' })
    const next = await core.send({ instanceId, to: '201009999999', text: 'next' })
    await whenMessage(core, next.id, 'message.delivered')

    expect(await core.messages.get(refused.id)).toMatchObject({
      status: 'failed',
      errorCode: 'wa_479',
      error: expect.stringContaining('479'),
    })
    expect(sandbox.ledger.stanzas().filter(({ recipient }) => recipient === friend)).toHaveLength(1)
    expect(sandbox.contact(friend).inbox()).toEqual([])
  })

  it.each(['dropLineBefore', 'dropLineAfter'] as const)('shows a message once after %s', async (fault) => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults[fault]({ recipient: friend })

    const { id } = await core.send({ instanceId, to: friend, text: 'once' })
    const next = await core.send({ instanceId, to: friend, text: 'and the next' })
    await whenMessage(core, next.id, 'message.delivered')

    expect(await core.messages.get(id)).toMatchObject({ status: 'delivered' })
    expect(
      sandbox
        .contact(friend)
        .inbox()
        .map(({ content }) => content),
    ).toMatchObject([{ text: 'once' }, { text: 'and the next' }])
    expect(new Set(sandbox.ledger.stanzas().map(({ waMessageId }) => waMessageId)).size).toBe(2)
  })

  it.each([515, 503] as const)('comes back after stream error %d', async (code) => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const connecting = nextEvent(core, 'instance.status', ({ instance }) => instance.status !== 'connected')

    sandbox.faults.streamError(ownNumber, code)
    await connecting
    const { id } = await core.send({ instanceId, to: friend, text: 'still here' })
    await whenMessage(core, id, 'message.delivered')

    expect(await core.instances.get(instanceId)).toMatchObject({ status: 'connected' })
  })

  it('is logged out when the phone unlinks it, keeps the queue, and can be linked again', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const loggedOut = whenStatus(core, instanceId, 'logged_out')

    sandbox.phone(ownNumber).unlink()
    await loggedOut
    const { id } = await core.send({ instanceId, to: friend, text: 'waits' })
    expect(await core.messages.get(id)).toMatchObject({ status: 'queued', heldReason: 'instance_logged_out' })
    const { qr, status } = await core.instances.qr(instanceId, { waitMs: 30_000 })
    const delivered = whenMessage(core, id, 'message.delivered')
    await sandbox.phone(ownNumber).scanQr(qr ?? '')
    await delivered

    expect(status).toBe('waiting_scan')
  })

  it('does not fight for a number that logged in elsewhere', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const replaced = whenStatus(core, instanceId, 'disconnected', 'replaced')
    const linesBefore = sandbox.ledger.connections(ownNumber).length

    sandbox.faults.streamError(ownNumber, 'replaced')
    await replaced

    expect(sandbox.ledger.connections(ownNumber)).toHaveLength(linesBefore)
  })

  it('does not write to a number that is not on WhatsApp, and gives the unit back', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.notOnWhatsApp(friend)

    const { id } = await core.send({ instanceId, to: friend, text: 'Anybody?' })
    await whenMessage(core, id, 'message.failed')

    expect(await core.messages.get(id)).toMatchObject({ status: 'failed', errorCode: 'not_on_whatsapp' })
    expect(await core.usage()).toMatchObject({ daily: { used: 0 }, monthly: { used: 0 } })
    expect(sandbox.ledger.stanzas()).toEqual([])
  })

  it('shows nothing that was tampered with on the way', async () => {
    const { sandbox, start } = await createTestGateway({ askRetries: false })
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.corruptMessages({ recipient: friend })
    const unreadable = sandbox.ledger.waitFor(({ deviceKind, readable }) => deviceKind === 'phone' && !readable)

    await core.send({ instanceId, to: friend, text: 'Hi' })

    expect(await unreadable).toMatchObject({ problem: 'ciphertext' })
    expect(sandbox.contact(friend).inbox()).toEqual([])
  })

  it('answers a recipient who could not read a message, also after a restart', async () => {
    const { sandbox, start } = await createTestGateway()
    const first = await start()
    const instanceId = await linkInstance(first, sandbox)
    const { id } = await first.send({ instanceId, to: friend, text: 'Once more' })
    await whenMessage(first, id, 'message.delivered')
    const waMessageId = sandbox.contact(friend).inbox()[0]?.waMessageId ?? ''
    await first.stop()

    const second = await start()
    await whenStatus(second, instanceId, 'connected')
    const again = sandbox.ledger.next('stanza', (stanza) => stanza.waMessageId === waMessageId)
    sandbox.contact(friend).askRetry(waMessageId)

    expect(await again).toMatchObject({ waMessageId, recipient: friend })
  })

  it('logs no number, no text and no key', async () => {
    const { sandbox, start, logged } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    sandbox.faults.dropLineAfter({ recipient: friend })
    const { id } = await core.send({ instanceId, to: friend, text: 'a secret text' })
    await whenMessage(core, id, 'message.delivered')

    const text = logged()

    expect(text).not.toMatch(/201001234567|201093619140|secret text|privKey|rootKey|chainKey/u)
  })
})
