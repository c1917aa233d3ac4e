import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Bench, Wire } from './support/bench.ts'
import { newMessageId, startBench } from './support/bench.ts'
import { createCredentialBook } from './support/credential-book.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

const copyOf = (values: ReadonlyMap<string, Uint8Array>) =>
  new Map([...values].map(([key, value]) => [key, Buffer.from(value)]))

const sessionsIn = (keys: Iterable<string>) => [...keys].filter((key) => key.startsWith('session/'))

const sendAgain = async (wire: Wire, recipient: string) => {
  const built = await wire.connection.prepare({ type: 'text', text: 'again' })
  await wire.connection.send({ waMessageId: newMessageId(), address: `${recipient}@s.whatsapp.net`, built })
  await wire.waitFor('ack')
}

describe('stored credentials', () => {
  it('each begins with the byte that names its form', async () => {
    const { credentials } = await bench.link()

    expect(credentials.values.size).toBeGreaterThan(800)
    expect([...credentials.values.values()].every((value) => value[0] === 0x01)).toBe(true)
  })

  it.each(['login', 'link'] as const)(
    'that cannot be read close the connection in mode %s and stay as they are',
    async (mode) => {
      const linked = await bench.link()
      await linked.wire.connection.close()
      linked.credentials.values.set('creds/creds', Buffer.from([0x07, 1, 2, 3]))
      const before = copyOf(linked.credentials.values)

      const wire = bench.connect(bench.transport, {
        instanceId: linked.instanceId,
        mode,
        credentials: linked.credentials,
      })
      const closed = await wire.waitFor('closed')

      expect(closed.reason).toBe('credentials_unreadable')
      expect(copyOf(linked.credentials.values)).toEqual(before)
    },
  )

  it('a key that cannot be read closes the connection too', async () => {
    const linked = await bench.link()
    await linked.wire.connection.close()
    for (const key of linked.credentials.values.keys()) {
      if (key.startsWith('pre-key/')) linked.credentials.values.set(key, Buffer.from('\u0001{"broken'))
    }

    const wire = bench.connect(bench.transport, {
      instanceId: linked.instanceId,
      mode: 'login',
      credentials: linked.credentials,
    })

    expect((await wire.waitFor('closed')).reason).toBe('credentials_unreadable')
  })

  it('a login without any ends at once', async () => {
    const wire = bench.connect(bench.transport, {
      instanceId: bench.nextInstanceId(),
      mode: 'login',
      credentials: createCredentialBook(),
    })

    expect((await wire.waitFor('closed')).reason).toBe('credentials_unreadable')
  })

  it('that cannot be written close the connection, and a link that was not stored is not reported', async () => {
    const credentials = createCredentialBook()
    const wire = bench.connect(bench.transport, { instanceId: bench.nextInstanceId(), mode: 'link', credentials })
    const { qr } = await wire.waitFor('qr')
    credentials.breakWrites()

    await bench.sandbox
      .phone(bench.nextNumber())
      .scanQr(qr)
      .catch(() => undefined)

    expect((await wire.waitFor('closed')).reason).toBe('credentials_unwritable')
    expect(wire.events.some((event) => event.type === 'linked')).toBe(false)
  })

  it('that cannot be written end the line before anything else is sent, and the next one goes on from what is stored', async () => {
    // A phone that asks for nothing again shows what the keys alone make readable.
    const strict = await startBench({ askRetries: false })
    onTestFinished(() => strict.close())
    const linked = await strict.link()
    const recipient = strict.nextNumber()
    const address = `${recipient}@s.whatsapp.net`
    const stanzasOf = (waMessageId: string) => strict.sandbox.ledger.stanzas(waMessageId).length
    await linked.sendText(recipient, 'first')
    await linked.wire.waitFor('ack')

    linked.credentials.breakWrites()
    const [second, third] = [newMessageId(), newMessageId()]
    const built = await linked.wire.connection.prepare({ type: 'text', text: 'second' })
    const sending = linked.wire.connection.send({ waMessageId: second, address, built }).catch(() => undefined)
    const closed = await linked.wire.waitFor('closed')
    await sending
    const late: unknown = await linked.wire.connection
      .send({ waMessageId: third, address, built })
      .catch((error: unknown) => error)
    linked.credentials.mendWrites()
    const wire = await linked.login()
    // As the queue does: what may have left goes first, under its id.
    await wire.connection.send({ waMessageId: second, address, built })
    const fourth = newMessageId()
    const next = await wire.connection.prepare({ type: 'text', text: 'fourth' })
    await wire.connection.send({ waMessageId: fourth, address, built: next })
    await strict.sandbox.ledger.waitFor(
      ({ waMessageId, deviceKind }) => waMessageId === fourth && deviceKind === 'phone',
    )

    expect(closed.reason).toBe('credentials_unwritable')
    expect(late).toMatchObject({ name: 'TransportError', code: 'not_connected', mayHaveLeft: false })
    // The second went out once: its first attempt had no key that was stored.
    expect([stanzasOf(second), stanzasOf(third), stanzasOf(fourth)]).toEqual([1, 0, 1])
    const shown = strict.sandbox.ledger.shownTo(recipient).map(({ content }) => 'text' in content && content.text)
    expect(shown).toEqual(['first', 'second', 'fourth'])
  })

  it('are not read again on the next line of the same owner', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    bench.sandbox.faults.disconnect(linked.number)
    await linked.wire.waitFor('closed')
    linked.credentials.readKeys.length = 0

    await sendAgain(await linked.login(), recipient)

    expect(sessionsIn(linked.credentials.values.keys())).not.toEqual([])
    expect(sessionsIn(linked.credentials.readKeys)).toEqual([])
  })

  it('that another owner used meanwhile are read anew: what was remembered is stale', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    bench.sandbox.faults.disconnect(linked.number)
    await linked.wire.waitFor('closed')
    const elsewhere = bench.startTransport()
    const { instanceId, credentials } = linked
    const other = bench.connect(elsewhere, { instanceId, mode: 'login', credentials })
    await other.waitFor('caught_up')
    await other.connection.close()
    credentials.readKeys.length = 0

    await sendAgain(await linked.login(), recipient)

    expect(sessionsIn(credentials.readKeys)).not.toEqual([])
  })
})
