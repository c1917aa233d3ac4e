import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bench } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'
import { createCredentialBook } from './support/credential-book.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.sandbox.faults.clear())
afterAll(() => bench.close())

describe('how a connection ends', () => {
  it('a login elsewhere with the same credentials replaces it', async () => {
    const linked = await bench.link()
    const other = bench.startTransport()

    const intruder = bench.connect(other, {
      instanceId: linked.instanceId,
      mode: 'login',
      credentials: linked.credentials,
    })
    await intruder.waitFor('open')

    expect((await linked.wire.waitFor('closed')).reason).toBe('replaced')
  })

  it('says nothing any more once its time to speak is over, and a later one may', async () => {
    const linked = await bench.link()
    const transport = bench.startTransport()
    const { instanceId, credentials } = linked
    transport.allow?.(60_000)
    const silenced = bench.connect(transport, { instanceId, mode: 'login', credentials })
    await silenced.waitFor('caught_up')
    const built = await silenced.connection.prepare({ type: 'text', text: 'too late' })
    const message = { address: `${bench.nextNumber()}@s.whatsapp.net`, built }
    const silencedId = newMessageId()
    const laterId = newMessageId()

    transport.allow?.(0)
    const refused = silenced.connection.send({ ...message, waMessageId: silencedId })

    await expect(refused).rejects.toMatchObject({ code: 'not_connected', mayHaveLeft: false })
    await silenced.waitFor('closed')
    expect(bench.sandbox.ledger.stanzas(silencedId)).toEqual([])
    transport.allow?.(60_000)
    const later = bench.connect(transport, { instanceId, mode: 'login', credentials })
    await later.waitFor('caught_up')
    await later.connection.send({ ...message, waMessageId: laterId })
    await later.waitFor('ack')
    expect(bench.sandbox.ledger.stanzas(laterId)).toHaveLength(1)
  })

  it('unlinking on the phone logs it out', async () => {
    const linked = await bench.link()

    bench.sandbox.phone(linked.number).unlink()

    expect((await linked.wire.waitFor('closed')).reason).toBe('logged_out')
  })

  it('logout unlinks the number at WhatsApp, then closes', async () => {
    const linked = await bench.link()

    await linked.wire.connection.logout()

    expect(linked.wire.events.at(-1)).toMatchObject({ type: 'closed', reason: 'logged_out' })
    expect(bench.sandbox.phone(linked.number).linked).toBe(false)
  })

  it('a dropped line is a lost connection, and the next login works', async () => {
    const linked = await bench.link()

    bench.sandbox.faults.disconnect(linked.number)
    const closed = await linked.wire.waitFor('closed')
    const again = await linked.login()

    expect(closed.reason).toBe('connection_lost')
    expect(again.events.map((event) => event.type)).toEqual(['open', 'caught_up'])
  })

  it.each([
    [401, 'logged_out'],
    [403, 'forbidden'],
    [405, 'client_outdated'],
    [503, 'connection_lost'],
  ] as const)('a login refused with %i closes with %s', async (code, reason) => {
    const linked = await bench.link()
    await linked.wire.connection.close()
    bench.sandbox.faults.refuseLogins({ sender: linked.number, code })

    const again = bench.connect(bench.transport, {
      instanceId: linked.instanceId,
      mode: 'login',
      credentials: linked.credentials,
    })

    expect((await again.waitFor('closed')).reason).toBe(reason)
  })

  it('closing twice reports one end, and calls on a closed line are refused', async () => {
    const { wire } = await bench.link()

    await Promise.all([wire.connection.close(), wire.connection.close()])
    await wire.connection.close()

    expect(wire.events.filter((event) => event.type === 'closed')).toHaveLength(1)
    await expect(wire.connection.lookup('4915199999999')).rejects.toMatchObject({
      name: 'TransportError',
      code: 'not_connected',
      retryable: true,
    })
  })

  it('closing before anything is known ends the connection', async () => {
    const wire = bench.connect(bench.transport, {
      instanceId: bench.nextInstanceId(),
      mode: 'link',
      credentials: createCredentialBook(),
    })

    await wire.connection.close()

    expect(wire.events).toEqual([{ type: 'closed', reason: 'closed_by_us', detail: expect.any(String) }])
  })

  it('the round of QR codes runs out', async () => {
    const short = await startBench({ qrRefs: 1, qrLifeMs: 300 })
    const wire = short.connect(short.transport, { instanceId: 1, mode: 'link', credentials: createCredentialBook() })

    await wire.waitFor('qr')
    const closed = await wire.waitFor('closed')
    await short.close()

    expect(closed.reason).toBe('qr_expired')
  })
})

describe('a message whose line drops', () => {
  it('is written, never acknowledged, and can be sent again under its id on the next line', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    bench.sandbox.faults.dropLineBefore({ recipient })

    // The line can drop before the write is reported: then it is in doubt, and nothing less.
    const waMessageId = await linked.sendText(recipient, 'try again').catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'not_connected', mayHaveLeft: true })
      return [...linked.sent.keys()][0] ?? ''
    })
    const closed = await linked.wire.waitFor('closed')
    const again = await linked.login()
    const built = linked.sent.get(waMessageId) ?? new Uint8Array()
    await again.connection.send({ waMessageId, address: `${recipient}@s.whatsapp.net`, built })
    await again.waitFor('ack', (event) => event.waMessageId === waMessageId)

    expect(closed.reason).toBe('connection_lost')
    expect(linked.wire.events.some((event) => event.type === 'ack')).toBe(false)
    expect(bench.sandbox.contact(recipient).inbox()).toHaveLength(1)
  })

  it('is still given to a recipient who asks for it on a later line', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    const contact = bench.sandbox.contact(recipient)
    bench.sandbox.faults.corruptMessages({ recipient, times: 'always' })
    const waMessageId = await linked.sendText(recipient, 'from the store')
    await linked.wire.waitFor('ack', (event) => event.waMessageId === waMessageId)
    bench.sandbox.faults.disconnect(linked.number)
    await linked.wire.waitFor('closed')
    bench.sandbox.faults.clear()

    await linked.login()
    contact.askRetry(waMessageId)

    expect((await contact.waitForMessage()).content).toEqual({ kind: 'text', text: 'from the store' })
  })

  it('what WhatsApp learnt meanwhile is reported before the next line is caught up', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    bench.sandbox.contact(recipient).setReceipts('none')
    const waMessageId = await linked.sendText(recipient, 'read me later')
    await linked.wire.waitFor('ack', (event) => event.waMessageId === waMessageId)
    await linked.wire.connection.close()
    bench.sandbox.contact(recipient).delivered(waMessageId)
    bench.sandbox.contact(recipient).read(waMessageId)

    const again = await linked.login()

    const told = again.events.map((event) => (event.type === 'receipt' ? event.status : event.type))
    expect(told.slice(0, told.indexOf('caught_up'))).toEqual(expect.arrayContaining(['delivered', 'read']))
  })

  it('a send on a line that is not open yet leaves nothing', async () => {
    const linked = await bench.link()
    const built = await linked.wire.connection.prepare({ type: 'text', text: 'too early' })
    await linked.wire.connection.close()
    const early = bench.connect(bench.transport, {
      instanceId: linked.instanceId,
      mode: 'login',
      credentials: linked.credentials,
    })

    const sending = early.connection.send({
      waMessageId: newMessageId(),
      address: `${bench.nextNumber()}@s.whatsapp.net`,
      built,
    })

    await expect(sending).rejects.toMatchObject({ code: 'not_connected', mayHaveLeft: false })
  })
})
