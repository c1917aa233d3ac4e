import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bench } from './support/bench.ts'
import { startBench } from './support/bench.ts'
import { createCredentialBook } from './support/credential-book.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

const startLinking = (credentials = createCredentialBook()) => {
  const instanceId = bench.nextInstanceId()
  return { instanceId, credentials, wire: bench.connect(bench.transport, { instanceId, mode: 'link', credentials }) }
}

describe('linking by QR', () => {
  it('stores the credentials before it reports the link, then asks for a restart', async () => {
    const number = bench.nextNumber()
    const { wire, credentials } = startLinking()
    const { qr, lifeMs } = await wire.waitFor('qr')

    const storedAtLink = wire.waitFor('linked').then(() => credentials.values.has('creds/creds'))
    await bench.sandbox.phone(number).scanQr(qr)
    const closed = await wire.waitFor('closed')

    expect(lifeMs).toBeGreaterThan(50_000)
    expect(await storedAtLink).toBe(true)
    expect(wire.events.map((event) => event.type)).toEqual(['qr', 'linked', 'closed'])
    expect(wire.events[1]).toEqual({ type: 'linked', phone: number })
    expect(closed.reason).toBe('restart_required')
  })

  it('stores nothing before a phone accepts', async () => {
    const { wire, credentials } = startLinking()

    await wire.waitFor('qr')
    await wire.connection.close()

    expect([...credentials.values.keys()]).toEqual([])
    expect(wire.events.at(-1)).toMatchObject({ type: 'closed', reason: 'closed_by_us' })
  })

  it('logs in with linked credentials instead of showing a QR', async () => {
    const { number, instanceId, credentials, wire } = await bench.link()
    await wire.connection.close()

    const again = bench.connect(bench.transport, { instanceId, mode: 'link', credentials })
    const open = await again.waitFor('open')

    expect(open.phone).toBe(number)
    expect(again.events.some((event) => event.type === 'qr')).toBe(false)
  })
})

describe('linking by code', () => {
  it('links the number that types the code', async () => {
    const number = bench.nextNumber()
    const { wire, instanceId, credentials } = startLinking()

    const code = await wire.connection.requestPairingCode(number)
    await bench.sandbox.phone(number).typePairingCode(code)
    const linked = await wire.waitFor('linked')
    await wire.waitFor('closed')
    const login = bench.connect(bench.transport, { instanceId, mode: 'login', credentials })

    expect(code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/)
    expect(linked.phone).toBe(number)
    expect(await login.waitFor('open')).toEqual({ type: 'open', phone: number })
  })

  it('gives a second code on the same connection', async () => {
    const number = bench.nextNumber()
    const { wire } = startLinking()

    const first = await wire.connection.requestPairingCode(number)
    const second = await wire.connection.requestPairingCode(number)
    await bench.sandbox.phone(number).typePairingCode(second)

    expect(second).not.toBe(first)
    expect((await wire.waitFor('closed')).reason).toBe('restart_required')
  })

  it('leaves no half-linked state behind: the next connection shows a QR again', async () => {
    const { wire, instanceId, credentials } = startLinking()
    await wire.connection.requestPairingCode(bench.nextNumber())
    await wire.connection.close()

    const again = bench.connect(bench.transport, { instanceId, mode: 'link', credentials })

    expect((await again.waitFor('qr')).qr).toContain('https://wa.me/')
  })

  it.each([
    [400, { code: 'rejected', message: expect.stringContaining('400'), retryable: false }],
    [429, { code: 'rate_limited', message: expect.stringContaining('429'), retryable: true }],
  ] as const)('is refused with the word of WhatsApp: %i', async (code, refusal) => {
    const number = bench.nextNumber()
    const { wire } = startLinking()
    bench.sandbox.faults.refusePairingCodes({ sender: number, code })

    await expect(wire.connection.requestPairingCode(number)).rejects.toMatchObject(refusal)
    expect(await wire.connection.requestPairingCode(number)).toMatch(/^\w{8}$/)
  })

  it('is refused once the number is linked', async () => {
    const { wire, number } = await bench.link()

    await expect(wire.connection.requestPairingCode(number)).rejects.toMatchObject({
      code: 'rejected',
      retryable: false,
    })
  })
})
