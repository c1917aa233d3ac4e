import { checkOptions } from './check-options.ts'
import type { KhabeerClientOptions } from './client-options.ts'
import type { CreateOptions, IdCall, KhabeerClient, ResponseOf } from './khabeer-client.ts'
import { assertGood, readJson } from './read-answer.ts'
import { readEvents } from './read-events.ts'
import type { RequestParts, RouteLine } from './request.ts'
import { createRequest } from './request.ts'

/**
 * Builds a client of the API. Throws a `TypeError` for options with which it could ask nothing.
 *
 * @example
 * ```ts
 * import { createKhabeerClient } from '@khabeer/client'
 *
 * const client = createKhabeerClient({ baseUrl: 'https://example.com/wa', apiKey: 'khb_...' })
 * const { id } = await client.messages.send({ instance_id: 1, to: '201001234567', text: 'Your order is ready.' })
 * const { status } = await client.messages.get(id)
 * ```
 */
export const createKhabeerClient = (options: KhabeerClientOptions): KhabeerClient => {
  checkOptions(options)
  const request = createRequest(options)
  const call = async <Route extends RouteLine>(route: Route, parts: RequestParts = {}): Promise<ResponseOf<Route>> =>
    // That the API answers as its document says is checked where it is made.
    (await readJson(await request(route, parts))) as ResponseOf<Route>
  const read = async (route: RouteLine, parts: RequestParts = {}): Promise<Response> => {
    const response = await request(route, parts)
    await assertGood(response)
    return response
  }
  const byId =
    <Route extends RouteLine>(route: Route): IdCall<Route> =>
    (id, options) =>
      call(route, { params: { id }, ...options })

  return {
    messages: {
      send: (body, options) => call('POST /messages/send', { body, ...creating(options) }),
      sendBulk: (body, options) => call('POST /messages/send-bulk', { body, ...creating(options) }),
      list: (query, options) => call('GET /messages', { query, ...options }),
      get: byId('GET /messages/{id}'),
      events: byId('GET /messages/{id}/events'),
      cancel: byId('POST /messages/{id}/cancel'),
      cancelQueued: (query, options) => call('DELETE /messages', { query, ...options }),
      retry: (id, options) => call('POST /messages/{id}/retry', { params: { id }, ...creating(options) }),
    },
    instances: {
      create: (body, options) => call('POST /instances', { body, ...creating(options) }),
      list: (options) => call('GET /instances', options),
      get: byId('GET /instances/{id}'),
      qr: byId('GET /instances/{id}/qr'),
      qrImage: async (id, options) => {
        const parts = { params: { id }, query: { format: 'image' }, ...options }
        const response = await read('GET /instances/{id}/qr', parts)
        return new Uint8Array(await response.arrayBuffer())
      },
      pairingCode: (id, body, options) =>
        call('POST /instances/{id}/pairing-code', { params: { id }, body, ...options }),
      update: (id, body, options) => call('PATCH /instances/{id}', { params: { id }, body, ...options }),
      pause: byId('POST /instances/{id}/pause'),
      resume: byId('POST /instances/{id}/resume'),
      restart: byId('POST /instances/{id}/restart'),
      logout: byId('POST /instances/{id}/logout'),
      delete: byId('DELETE /instances/{id}'),
    },
    contacts: { check: (body, options) => call('POST /contacts/check', { body, ...options }) },
    apiKeys: {
      create: (body, options) => call('POST /api-keys', { body, ...options }),
      list: (options) => call('GET /api-keys', options),
      update: (id, body, options) => call('PATCH /api-keys/{id}', { params: { id }, body, ...options }),
      rotate: (id, body, options) => call('POST /api-keys/{id}/rotate', { params: { id }, body, ...options }),
      revoke: byId('DELETE /api-keys/{id}'),
    },
    health: {
      live: (options) => call('GET /health/live', options),
      ready: (options) => call('GET /health/ready', options),
    },
    admin: {
      accounts: {
        create: (body, options) => call('POST /admin/accounts', { body, ...options }),
        list: (query, options) => call('GET /admin/accounts', { query, ...options }),
        get: byId('GET /admin/accounts/{id}'),
        update: (id, body, options) => call('PATCH /admin/accounts/{id}', { params: { id }, body, ...options }),
        disable: byId('POST /admin/accounts/{id}/disable'),
        enable: byId('POST /admin/accounts/{id}/enable'),
      },
      apiKeys: {
        create: (id, body, options) => call('POST /admin/accounts/{id}/api-keys', { params: { id }, body, ...options }),
        list: byId('GET /admin/accounts/{id}/api-keys'),
        revoke: (id, keyId, options) =>
          call('DELETE /admin/accounts/{id}/api-keys/{key_id}', { params: { id, key_id: keyId }, ...options }),
      },
    },
    events: async function* (query, options) {
      const parts = { query, headers: { accept: 'text/event-stream' }, isEndless: true, ...options }
      const isAborted = () => options?.signal?.aborted === true
      try {
        for await (const event of readEvents(await read('GET /events', parts))) {
          if (isAborted()) return
          // That the API answers as its document says is checked where it is made.
          yield event as ResponseOf<'GET /events'>
        }
      } catch (error) {
        // Whoever aborts wants no more, and that is no failure.
        if (!isAborted()) throw error
      }
    },
    usage: (options) => call('GET /usage', options),
    metrics: async (options) => (await read('GET /metrics', options)).text(),
    openApi: (options) => call('GET /openapi.json', options),
  }
}

const creating = ({ idempotencyKey, signal }: CreateOptions = {}): RequestParts => ({
  signal,
  headers: { 'idempotency-key': idempotencyKey },
})
