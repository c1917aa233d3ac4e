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

const otherNumber = '201093619141'
const thirdNumber = '201093619142'

describe('a link', () => {
  it('outlives one refusal right after linking, not two, and none later', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const once = sandbox.faults.refuseLogins({ sender: ownNumber, code: 401 })
    const id = await linkInstance(core, sandbox)
    sandbox.faults.refuseLogins({ sender: otherNumber, code: 401, times: 2 })
    const { id: other } = await core.instances.create({ name: 'Refused' })
    const { qr } = await core.instances.qr(other, { waitMs: 30_000 })
    const unlinked = whenStatus(core, other, 'logged_out', 'unlinked')
    await sandbox.phone(otherNumber).scanQr(qr ?? '')
    await unlinked

    expect(once.struck).toBe(1)
    expect(await core.instances.get(id)).toMatchObject({ status: 'connected' })

    const third = await linkInstance(core, sandbox, thirdNumber)
    const unlinkedLater = whenStatus(core, third, 'logged_out', 'unlinked')
    const late = sandbox.faults.refuseLogins({ sender: thirdNumber, code: 401 })
    sandbox.faults.disconnect(thirdNumber)
    await unlinkedLater
    expect(late.struck).toBe(1)
  })

  it('that somebody else uses is left to them at the third time', async () => {
    const { sandbox, start } = await createTestGateway()
    const linking = await start()
    const id = await linkInstance(linking, sandbox)
    await linking.stop()
    const core = await start({ clock: fastClock(200) })

    for (let times = 1; times <= 3; times += 1) {
      await whenStatus(core, id, 'connected')
      const lost = nextEvent(core, 'instance.status', ({ instance }) => /replaced/.test(instance.statusReason ?? ''))
      sandbox.faults.streamError(ownNumber, 'replaced')
      const { instance } = await lost
      expect(instance.statusReason).toBe(times < 3 ? 'replaced' : 'replaced_repeatedly')
    }

    expect(await core.instances.get(id)).toMatchObject({ status: 'failed' })
    await core.instances.resume(id)
    await whenStatus(core, id, 'connected')
  })

  it('of a client that is outdated goes on with the later version that the host knows', async () => {
    const { sandbox, start } = await createTestGateway()
    let asked = 0
    const latestVersion = async () => {
      asked += 1
      return [2, 3000, 2_000_000_000] as const
    }
    const whatsApp = { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem, latestVersion }
    const core = await start({ whatsApp })
    const id = await linkInstance(core, sandbox)
    const back = nextEvent(core, 'instance.status', ({ instance }) => instance.status === 'connecting')
    const refused = sandbox.faults.refuseLogins({ sender: ownNumber, code: 405 })

    sandbox.faults.disconnect(ownNumber)
    await back
    await whenStatus(core, id, 'connected')
    expect([refused.struck, asked]).toEqual([1, 1])

    // It has nothing later than what was refused now.
    sandbox.faults.refuseLogins({ sender: ownNumber, code: 405 })
    sandbox.faults.disconnect(ownNumber)
    await whenStatus(core, id, 'failed', 'client_outdated')
    expect(asked).toBe(1)
  })

  it('with another number lets nothing go that was meant for the one before', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const instanceId = await linkInstance(core, sandbox)
    const unlinked = whenStatus(core, instanceId, 'logged_out')
    sandbox.phone(ownNumber).unlink()
    await unlinked
    const { id } = await core.send({ instanceId, to: friend, text: 'from the old number' })
    const { qr } = await core.instances.qr(instanceId, { waitMs: 30_000 })
    const connected = whenStatus(core, instanceId, 'connected')
    await sandbox.phone(otherNumber).scanQr(qr ?? '')
    await connected
    await sandbox.phone(otherNumber).waitUntilReady()

    expect(await core.instances.get(instanceId)).toMatchObject({ heldReason: 'number_changed', heldUntil: null })
    expect(await core.messages.get(id)).toMatchObject({ status: 'queued', heldReason: 'number_changed' })
    expect(sandbox.ledger.stanzas()).toEqual([])
    await core.instances.resume(instanceId)
    await whenMessage(core, id, 'message.delivered')
  })

  it('is not shown by a code that WhatsApp did not take', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    const { id } = await core.instances.create({ name: 'By code' })
    sandbox.faults.refusePairingCodes({ code: 400 })

    await expect(core.instances.pairingCode(id, { phone: ownNumber })).rejects.toMatchObject({ code: 'pairing_failed' })
    const { code } = await core.instances.pairingCode(id, { phone: ownNumber })
    const connected = whenStatus(core, id, 'connected')
    await sandbox.phone(ownNumber).typePairingCode(code)
    await connected
  })

  it('by code or by QR never tells anybody that the account is there', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    await linkInstance(core, sandbox)
    const { id } = await core.instances.create({ name: 'By code' })
    const { code } = await core.instances.pairingCode(id, { phone: otherNumber })
    const connected = whenStatus(core, id, 'connected')
    await sandbox.phone(otherNumber).typePairingCode(code)
    await connected
    await sandbox.phone(otherNumber).waitUntilReady()
    const sent = await core.send({ instanceId: id, to: friend, text: 'Hi' })
    await whenMessage(core, sent.id, 'message.delivered')

    expect(sandbox.ledger.presences().filter(({ type }) => type !== 'unavailable')).toEqual([])
  })

  it('that needs a passkey is named, and no further code is shown until somebody asks', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start()
    sandbox.phone(ownNumber).demandPasskey()
    const { id } = await core.instances.create({ name: 'Passkey' })
    const { qr } = await core.instances.qr(id, { waitMs: 30_000 })
    const failed = whenStatus(core, id, 'failed', 'passkey_required')
    sandbox
      .phone(ownNumber)
      .scanQr(qr ?? '')
      .catch(() => undefined)
    await failed

    expect(sandbox.ledger.connections()).toHaveLength(1)
    expect(await core.instances.qr(id, { waitMs: 30_000 })).toMatchObject({ qr: expect.stringContaining('https://') })
  })
})
