import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bench } from './support/bench.ts'
import { startBench } from './support/bench.ts'
import { createCredentialBook } from './support/credential-book.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

/** A public key that signed nothing. */
const strangersKey = () => {
  const { publicKey } = generateKeyPairSync('x25519')
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
}

describe('a server that is not WhatsApp', () => {
  it('is not connected to when its certificates lead to another root key', async () => {
    const transport = bench.startTransport({ rootKey: strangersKey() })

    const wire = bench.connect(transport, { instanceId: 1, mode: 'link', credentials: createCredentialBook() })
    await wire.waitFor('closed')

    expect(wire.events).toEqual([{ type: 'closed', reason: 'untrusted_server', detail: expect.any(String) }])
    expect(bench.sandbox.ledger.connections()).toEqual([])
  })

  it('is not connected to with the real root key', async () => {
    const transport = bench.startTransport({ rootKey: undefined })

    const wire = bench.connect(transport, { instanceId: 1, mode: 'link', credentials: createCredentialBook() })

    expect((await wire.waitFor('closed')).reason).toBe('untrusted_server')
  })

  it('cannot link the number with a forged account signature, and nothing is stored', async () => {
    const credentials = createCredentialBook()
    const wire = bench.connect(bench.transport, { instanceId: bench.nextInstanceId(), mode: 'link', credentials })
    const number = bench.nextNumber()
    bench.sandbox.faults.forgeLinks({ sender: number })
    const { qr } = await wire.waitFor('qr')

    const scanning = bench.sandbox.phone(number).scanQr(qr)

    await expect(scanning).rejects.toThrow()
    expect((await wire.waitFor('closed')).reason).toBe('untrusted_server')
    expect(wire.events.some((event) => event.type === 'linked')).toBe(false)
    expect([...credentials.values.keys()]).toEqual([])
  })

  it('that refuses the upgrade with an HTTP status closes the connection instead of hanging', async () => {
    const refusing = createServer((_request, response) => response.writeHead(503).end())
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const { port } = refusing.address() as AddressInfo
    const transport = bench.startTransport({ url: `ws://127.0.0.1:${port}/ws/chat` })

    const wire = bench.connect(transport, { instanceId: 1, mode: 'link', credentials: createCredentialBook() })
    const closed = await wire.waitFor('closed')
    await new Promise((resolve) => refusing.close(resolve))

    expect(closed.reason).toBe('connection_lost')
    expect(closed.detail).toContain('503')
  })

  it('that is not there closes the connection', async () => {
    const transport = bench.startTransport({ url: 'ws://127.0.0.1:9/ws/chat' })

    const wire = bench.connect(transport, { instanceId: 1, mode: 'link', credentials: createCredentialBook() })

    expect((await wire.waitFor('closed')).reason).toBe('connection_lost')
  })
})
