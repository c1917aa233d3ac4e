import assert from 'node:assert/strict'
import { ask } from './client.ts'
import { expectBody, toBody } from './expect.ts'
import type { Check } from './harness.ts'

/** What the API says of itself. */
export const description: Readonly<Record<string, Check>> = {
  'openapi: anybody reads the description of every route, and where the API is mounted': async (harness) => {
    const body = expectBody(await ask(harness, 'GET /api/v1/openapi.json'), 200)

    assert.equal(body.openapi, '3.1.0')
    assert.deepEqual(body.servers, [{ url: `${harness.prefix}/api/v1` }])
    const paths = toBody(body.paths)
    for (const path of ['/messages/send', '/instances/{id}/qr', '/admin/accounts']) assert.ok(path in paths, path)
  },
}
