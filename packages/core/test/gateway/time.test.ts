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

/** The ledger dates arrivals, the pace departures: one that was slow by a little makes the next gap smaller. */
const arrivesLateMs = 150

describe('time', () => {
  it('keeps the pace', async () => {
    const { sandbox, start } = await createTestGateway()
    const core = await start({ pacing: { messages: 10, perMs: 4_000 } })
    const instanceId = await linkInstance(core, sandbox)
    const { messages } = await core.sendBulk({
      instanceId,
      messages: Array.from({ length: 4 }, (_, n) => ({ to: friend, text: `number ${n}` })),
    })
    await whenMessage(core, messages[3]?.id ?? 0, 'message.delivered')

    const times = sandbox.ledger.stanzas().map(({ at }) => at)
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))

    expect(times).toHaveLength(4)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(400 - arrivesLateMs)
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(3 * 400 - arrivesLateMs)
  })

  it('settles once it is online, and keeps the pace over a restart', async () => {
    const { sandbox, start } = await createTestGateway()
    const pacing = { messages: 10, perMs: 30_000, settleMs: 1_000 }
    const first = await start({ pacing })
    const instanceId = await linkInstance(first, sandbox)
    const { messages } = await first.sendBulk({
      instanceId,
      messages: [1, 2].map((n) => ({ to: friend, text: `number ${n}` })),
    })
    await whenMessage(first, messages[0]?.id ?? 0, 'message.delivered')
    await first.stop()
    const second = await start({ pacing })
    await whenMessage(second, messages[1]?.id ?? 0, 'message.delivered')

    const [begun = 0] = sandbox.ledger.connections(ownNumber).flatMap(({ activeAt }) => activeAt ?? [])
    const [one = 0, other = 0] = sandbox.ledger.stanzas().map(({ at }) => at)

    expect(one - begun).toBeGreaterThanOrEqual(1_000)
    expect(other - one).toBeGreaterThanOrEqual(3_000 - arrivesLateMs)
  })

  it('takes a line that acknowledges nothing for dead, and writes again under the same id', async () => {
    const { sandbox, start } = await createTestGateway()
    const linking = await start()
    const instanceId = await linkInstance(linking, sandbox)
    await linking.stop()
    const core = await start({ clock: fastClock(20) })
    sandbox.faults.withholdAck({ recipient: friend })

    const { id } = await core.send({ instanceId, to: friend, text: 'once' })
    const delivered = await whenMessage(core, id, 'message.delivered')

    expect(delivered).toMatchObject({ attempts: 2 })
    expect(new Set(sandbox.ledger.stanzas().map(({ waMessageId }) => waMessageId)).size).toBe(1)
    expect(sandbox.contact(friend).inbox()).toHaveLength(1)
  })

  it('says that the outcome is unknown when no acknowledgement ever comes, and moves on when one does', async () => {
    const { sandbox, start } = await createTestGateway()
    const linking = await start()
    const instanceId = await linkInstance(linking, sandbox)
    await linking.stop()
    const core = await start({ clock: fastClock(60) })
    const fault = sandbox.faults.withholdAck({ recipient: friend, times: 'always' })

    const { id } = await core.send({ instanceId, to: friend, text: 'Hi' })
    const failed = (await nextEvent(core, 'message.failed')).message
    fault.remove()
    sandbox.contact(friend).delivered(sandbox.contact(friend).inbox()[0]?.waMessageId ?? '')
    const delivered = await whenMessage(core, id, 'message.delivered')

    expect(failed).toMatchObject({ status: 'failed', errorCode: 'outcome_unknown', attempts: 8 })
    expect(delivered).toMatchObject({ error: null, errorCode: null })
    expect(sandbox.contact(friend).inbox()).toHaveLength(1)
  })

  it('shows no more than six rounds of QR codes an hour, and only while somebody asks', async () => {
    const { sandbox, start } = await createTestGateway({ qrRefs: 1, qrLifeMs: 150 })
    const core = await start()
    const { id } = await core.instances.create({ name: 'Nobody scans' })

    const expired = await new Promise<Awaited<ReturnType<typeof core.instances.qr>>>((resolve) => {
      const ask = async (): Promise<void> => {
        const answer = await core.instances.qr(id)
        if (answer.status === 'failed') resolve(answer)
        else setTimeout(() => void ask(), 50)
      }
      void ask()
    })
    const rounds = sandbox.ledger.connections().length
    const later = await core.instances.qr(id, { waitMs: 500 })

    expect(expired).toMatchObject({ status: 'failed', statusReason: 'qr_expired', qr: null })
    expect(rounds).toBe(6)
    expect(later).toMatchObject({ status: 'failed', qr: null })
    expect(sandbox.ledger.connections()).toHaveLength(6)
  })

  it('gives up a round nobody asks for any more, and starts another at the next request', async () => {
    const { sandbox, start } = await createTestGateway({ qrRefs: 1, qrLifeMs: 4_000 })
    const core = await start({ clock: fastClock(60) })
    const { id } = await core.instances.create({ name: 'Forgotten' })

    await whenStatus(core, id, 'failed', 'qr_expired')
    const { qr, status } = await core.instances.qr(id, { waitMs: 3_000_000 })
    const connected = whenStatus(core, id, 'connected')
    await sandbox.phone(ownNumber).scanQr(qr ?? '')
    await connected

    expect(status).toBe('waiting_scan')
  })
})
