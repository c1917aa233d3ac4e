import { expect, test } from 'vitest'
import { createKhabeerClient } from './create-khabeer-client.ts'
import type { KhabeerClient } from './khabeer-client.ts'
import type { RouteLine } from './request.ts'

const to = '201001234567'

/** One call for each route of the document: a route without a call does not compile. */
const calls: Readonly<Record<RouteLine, (client: KhabeerClient) => Promise<unknown>>> = {
  'POST /messages/send': ({ messages }) => messages.send({ instance_id: 1, to, text: 'Hello' }),
  'POST /messages/send-bulk': ({ messages }) =>
    messages.sendBulk({ instance_id: 1, messages: [{ to, text: 'Hello' }] }),
  'GET /messages/{id}': ({ messages }) => messages.get(7),
  'GET /messages': ({ messages }) => messages.list({ status: ['failed', 'expired'], limit: 10 }),
  'DELETE /messages': ({ messages }) => messages.cancelQueued({ instance_id: 1 }),
  'GET /messages/{id}/events': ({ messages }) => messages.events(7),
  'POST /messages/{id}/cancel': ({ messages }) => messages.cancel(7),
  'POST /messages/{id}/retry': ({ messages }) => messages.retry(7),
  'POST /instances': ({ instances }) => instances.create({ name: 'Main Store Number' }),
  'GET /instances': ({ instances }) => instances.list(),
  'GET /instances/{id}': ({ instances }) => instances.get(7),
  'DELETE /instances/{id}': ({ instances }) => instances.delete(7),
  'PATCH /instances/{id}': ({ instances }) => instances.update(7, { name: 'Main Store Number' }),
  'POST /instances/{id}/pause': ({ instances }) => instances.pause(7),
  'POST /instances/{id}/resume': ({ instances }) => instances.resume(7),
  'POST /instances/{id}/restart': ({ instances }) => instances.restart(7),
  'POST /instances/{id}/logout': ({ instances }) => instances.logout(7),
  'POST /instances/{id}/pairing-code': ({ instances }) => instances.pairingCode(7, { phone: '201093619140' }),
  'GET /instances/{id}/qr': ({ instances }) => instances.qr(7),
  'POST /contacts/check': ({ contacts }) => contacts.check({ instance_id: 1, phones: [to] }),
  'GET /usage': ({ usage }) => usage(),
  'POST /api-keys': ({ apiKeys }) => apiKeys.create({ scopes: ['send'] }),
  'GET /api-keys': ({ apiKeys }) => apiKeys.list(),
  'PATCH /api-keys/{id}': ({ apiKeys }) => apiKeys.update(7, { name: 'Website' }),
  'POST /api-keys/{id}/rotate': ({ apiKeys }) => apiKeys.rotate(7, { grace_seconds: 3600 }),
  'DELETE /api-keys/{id}': ({ apiKeys }) => apiKeys.revoke(7),
  'GET /events': ({ events }) => events()[Symbol.asyncIterator]().next(),
  'GET /health/live': ({ health }) => health.live(),
  'GET /health/ready': ({ health }) => health.ready(),
  'GET /metrics': ({ metrics }) => metrics(),
  'POST /admin/accounts': ({ admin }) => admin.accounts.create({ name: 'shop' }),
  'GET /admin/accounts': ({ admin }) => admin.accounts.list(),
  'GET /admin/accounts/{id}': ({ admin }) => admin.accounts.get(7),
  'PATCH /admin/accounts/{id}': ({ admin }) => admin.accounts.update(7, { name: 'shop' }),
  'POST /admin/accounts/{id}/disable': ({ admin }) => admin.accounts.disable(7),
  'POST /admin/accounts/{id}/enable': ({ admin }) => admin.accounts.enable(7),
  'POST /admin/accounts/{id}/api-keys': ({ admin }) => admin.apiKeys.create(7, { scopes: ['send'] }),
  'GET /admin/accounts/{id}/api-keys': ({ admin }) => admin.apiKeys.list(7),
  'DELETE /admin/accounts/{id}/api-keys/{key_id}': ({ admin }) => admin.apiKeys.revoke(7, 8),
  'GET /openapi.json': ({ openApi }) => openApi(),
}

test.each(Object.entries(calls))('%s has a call, which asks for it', async (line, call) => {
  const asked: string[] = []
  const client = createKhabeerClient({
    baseUrl: 'http://127.0.0.1/wa',
    fetch: async (url, { method }) => {
      asked.push(`${method} ${new URL(url).pathname}`)
      return Response.json({})
    },
  })

  await call(client)

  expect(asked).toEqual([line.replace(' ', ' /wa/api/v1').replace('{id}', '7').replace('{key_id}', '8')])
})
