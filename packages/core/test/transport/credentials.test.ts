import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bench } from './support/bench.ts'
import { startBench } from './support/bench.ts'
import { createCredentialBook } from './support/credential-book.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

const copyOf = (values: ReadonlyMap<string, Uint8Array>) =>
  new Map([...values].map(([key, value]) => [key, Buffer.from(value)]))

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

  it('that another owner used meanwhile are read anew: what was remembered is stale', async () => {
    const linked = await bench.link()
    const recipient = bench.nextNumber()
    await linked.sendText(recipient, 'first')
    bench.sandbox.faults.disconnect(linked.number)
    await linked.wire.waitFor('closed')
    const elsewhere = bench.startTransport()
    const options = { instanceId: linked.instanceId, mode: 'login', credentials: linked.credentials } as const
    const other = bench.connect(elsewhere, options)
    await other.waitFor('caught_up')
    const address = `${recipient}@s.whatsapp.net`
    const built = await other.connection.prepare({ type: 'text', text: 'second' })
    await other.connection.send({ waMessageId: '3EB0BBBBBBBBBBBBBBBBBB', address, built })
    await other.waitFor('ack')
    await other.connection.close()

    const back = await linked.login()
    await back.connection.send({ waMessageId: '3EB0CCCCCCCCCCCCCCCCCC', address, built })
    const entry = await bench.sandbox.ledger.waitFor(
      ({ waMessageId, deviceKind }) => waMessageId === '3EB0CCCCCCCCCCCCCCCCCC' && deviceKind === 'phone',
    )

    expect(entry).toMatchObject({ readable: true, problem: null })
  })
})
