import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { newCustomer } from './accounts.ts'
import { ask } from './client.ts'
import { expectBody } from './expect.ts'
import type { Check, HttpContractHarness } from './harness.ts'
import { hold } from './hold.ts'

const heldClients = 200

/** Sends what is no request; the server itself answers it, in words of its own, and hangs up. */
const statusOf = async ({ origin, prefix }: HttpContractHarness, lines: readonly string[]): Promise<number> => {
  const answer = await hold(origin, [`POST ${prefix}/api/v1/messages/send HTTP/1.1`, ...lines])
  return Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1])
}

/** What the server refuses before anybody else sees it, whatever stands on it. */
export const brokenRequests: Readonly<Record<string, Check>> = {
  'http: a request whose end can be read in two ways is a 400': async (harness) => {
    const rows = [
      ['content-length: 2', 'transfer-encoding: chunked'],
      ['content-length: 2', 'content-length: 3'],
      ['transfer-encoding: chunked, identity'],
    ]

    for (const headers of rows) {
      assert.equal(await statusOf(harness, ['host: x', ...headers, '', '{}']), 400, headers.join())
    }
  },

  'http: lines that end with a line feed alone are a 400': async (harness) => {
    for (const headers of ['host: x\nx-more: 1', 'host: x\ncontent-length: 2\n']) {
      assert.equal(await statusOf(harness, [headers, '', '']), 400, headers)
    }
  },

  'http: headers of more than 16 KiB are a 431, and the next request is answered': async (harness) => {
    const { key } = await newCustomer(harness)

    assert.equal(await statusOf(harness, ['host: x', `x-filler: ${'x'.repeat(20_000)}`, '', '']), 431)
    expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
  },

  'http: clients that never end their headers hold nobody up': async (harness) => {
    const { key } = await newCustomer(harness)
    const { hostname, port } = new URL(harness.origin)
    const slow = Array.from({ length: heldClients }, () => connect(Number(port), hostname))
    try {
      await Promise.all(slow.map((socket) => once(socket, 'connect')))
      for (const socket of slow) socket.write('GET / HTTP/1.1\r\nx-slow: ')

      expectBody(await ask(harness, 'GET /api/v1/usage', { key }), 200)
    } finally {
      for (const socket of slow) socket.destroy()
    }
  },
}
