import { khabeerRouter } from '@khabeer/express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Gateway } from './support/gateway.ts'
import { startGateway } from './support/gateway.ts'
import type { Host } from './support/host.ts'
import { startHost } from './support/host.ts'

let gateway: Gateway
let host: Host
let key: string
let instanceId: number

beforeAll(async () => {
  gateway = await startGateway()
  const { core } = gateway
  host = await startHost({ major: 'Express 5', prefix: '', parser: 'none', router: khabeerRouter({ core }) })
  key = (await core.apiKeys.create()).key
  instanceId = (await core.instances.create({ name: 'Main Store Number' })).id
  const { qr } = await core.instances.qr(instanceId, { waitMs: 20_000 })
  await gateway.scan(qr ?? '')
})
afterAll(async () => {
  await host.close()
  await gateway.close()
})

test.each([
  ['201001234561', 'emoji joined into families and flags', '👩‍👩‍👧‍👦 🏳️‍🌈 👋🏽 🇪🇬'],
  ['201001234562', 'right-to-left text with bidi controls', '\u202Eمرحبا\u202C \u2067abc\u2069 ١٢٣'],
  ['201001234563', 'combining marks, decomposed', `e\u0301 ${'a\u0300\u0301\u0302'.repeat(20)}`],
  ['201001234564', 'line ends and blanks of every kind', ' a\r\n\tb\u00A0\u2028c\uFEFF '],
  ['201001234565', 'what looks like code', '<script>"\\u0000"</script> \'; DROP TABLE khabeer_messages; --'],
  ['201001234566', 'the longest text', 'ن'.repeat(65_536)],
])('%s gets %s as it was posted', async (to, _name, text) => {
  const arrived = gateway.sandbox.contact(to).waitForMessage()

  const response = await fetch(`${host.origin}/api/v1/messages/send`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ instance_id: instanceId, to, text }),
  })

  expect(response.status).toBe(202)
  expect((await arrived).content).toEqual({ kind: 'text', text })
})
