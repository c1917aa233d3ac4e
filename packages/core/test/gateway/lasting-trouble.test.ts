import { TransportError } from '@khabeer/core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { fakeTransport } from './fake-transport.ts'
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

describe('a gateway in lasting trouble', () => {
  it('charges no message for lines that were lost before its turn was over', async () => {
    const { sandbox, start } = await createTestGateway()
    const linking = await start()
    const instanceId = await linkInstance(linking, sandbox)
    await linking.stop()
    const core = await start({ clock: fastClock(8) })
    sandbox.faults.ignoreQueries({ xmlns: 'usync', times: 'always' })

    const { id } = await core.send({ instanceId, to: friend, text: 'patient' })
    for (let cuts = 0; cuts < 6; cuts += 1) {
      await whenStatus(core, instanceId, 'connected')
      await sandbox.ledger.next('iq', ({ xmlns }) => xmlns === 'usync')
      const lost = nextEvent(core, 'instance.status', ({ instance }) => instance.status !== 'connected')
      sandbox.faults.disconnect(ownNumber)
      await lost
    }

    expect(await core.messages.get(id)).toMatchObject({ status: 'queued', attempts: 0 })
    sandbox.faults.clear()
    await whenMessage(core, id, 'message.delivered')
  })

  it('does not hold a stop up with a message that is only being prepared, and leaves it queued', async () => {
    const { sandbox, start } = await createTestGateway()
    const first = await start()
    const instanceId = await linkInstance(first, sandbox)
    sandbox.faults.ignoreQueries({ xmlns: 'usync', times: 'always' })
    const asked = sandbox.ledger.next('iq', ({ xmlns }) => xmlns === 'usync')
    const { id } = await first.send({ instanceId, to: friend, text: 'patient' })
    await asked

    const before = performance.now()
    await first.stop()
    const stopMs = performance.now() - before

    // A message that may have been written is waited for, for five seconds.
    expect(stopMs).toBeLessThan(4_000)
    const second = await start()
    expect(await second.messages.get(id)).toMatchObject({ status: 'queued', attempts: 0 })
    sandbox.faults.clear()
    await whenMessage(second, id, 'message.delivered')
  })

  it('loses no receipt while the database is locked, and keeps its line', async () => {
    const { sandbox, start, file } = await createTestGateway()
    const ignore = () => undefined
    let tellWaits: () => void = ignore
    const waits = new Promise<void>((resolve) => {
      tellWaits = resolve
    })
    const error = (_facts: object, message: string) => {
      if (message.includes('waits for the storage')) tellWaits()
    }
    const core = await start({ logger: { debug: ignore, info: ignore, warn: ignore, error } })
    const instanceId = await linkInstance(core, sandbox)
    const { id } = await core.send({ instanceId, to: friend, text: 'Hi' })
    await whenMessage(core, id, 'message.delivered')
    const linesBefore = sandbox.ledger.connections(ownNumber).length

    const other = new Database(file)
    other.exec('begin immediate')
    const taken = sandbox.contact(friend)
    taken.read(taken.inbox()[0]?.waMessageId ?? '')
    // The storage itself has given up by then.
    await waits
    other.exec('rollback')
    other.close()
    await whenMessage(core, id, 'message.read')

    expect(await core.instances.get(instanceId)).toMatchObject({ status: 'connected' })
    expect(sandbox.ledger.connections(ownNumber)).toHaveLength(linesBefore)
  })

  it('does not call a message unsent once an attempt may have left', async () => {
    const { start } = await createTestGateway()
    const written = fakeTransport(async () => undefined)
    const first = await start({ transport: written.factory })
    const { id: instanceId } = await first.instances.create({ name: 'Linked' })
    const { id } = await first.send({ instanceId, to: friend, text: 'Hi' })
    await written.sent
    await first.stop()

    const refusing = fakeTransport(async () => {
      throw new TransportError('rejected', 'The client refuses.', { retryable: false })
    })
    const second = await start({ transport: refusing.factory })

    expect(await whenMessage(second, id, 'message.failed')).toMatchObject({ errorCode: 'outcome_unknown' })
    const fresh = await second.send({ instanceId, to: friend, text: 'Ho' })
    expect(await whenMessage(second, fresh.id, 'message.failed')).toMatchObject({ errorCode: 'send_failed' })
  })

  it('uses no round of QR codes up while WhatsApp cannot be reached', async () => {
    const { sandbox, start, logged } = await createTestGateway()
    sandbox.faults.refuseConnections({ status: 503, times: 'always' })
    const core = await start({ clock: fastClock(10) })
    const { id } = await core.instances.create({ name: 'Bad network' })

    // Two minutes of asking, in which more than six connections fail.
    for (let asked = 0; asked < 12; asked += 1) {
      expect(await core.instances.qr(id, { waitMs: 10_000 })).toMatchObject({ status: 'waiting_scan', qr: null })
    }
    expect(await core.instances.get(id)).toMatchObject({ statusReason: 'connection_lost' })
    expect(logged()).toContain('A line to WhatsApp closed.')
    sandbox.faults.clear()

    expect(await core.instances.qr(id, { waitMs: 60_000 })).toMatchObject({ qr: expect.stringContaining('https://') })
  })
})
