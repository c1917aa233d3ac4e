import type { Khabeer } from '@khabeer/core'

/** What of an account a request can name. */
export type Named = 'instance' | 'message' | 'apiKey' | 'accountId'

/** One request of a route, as the matrix sends it for every kind of caller. */
export interface TenantRow {
  /** What the id stands for; null when the request names nothing, and answers for the whole account. */
  readonly names: Named | null
  /** What stands in the body for that id. */
  readonly body?: (id: number) => unknown
  /** What stands behind the `?` for that id. */
  readonly query?: (id: number) => string
  /** What its owner is answered with. */
  readonly own: number
  /** Brings what the owner's request names to where the route can act on it. */
  readonly prepare?: (core: Khabeer, own: { readonly accountId: number; readonly id: number }) => Promise<unknown>
}

const item = { to: '201055555500', text: 'Hello' }

/** The requests of every route: a route without its row fails the test. */
export const tenantRows: Readonly<Record<string, readonly TenantRow[]>> = {
  'POST /messages/send': [{ names: 'instance', body: (id) => ({ instance_id: id, ...item }), own: 202 }],
  'POST /messages/send-bulk': [{ names: 'instance', body: (id) => ({ instance_id: id, messages: [item] }), own: 202 }],
  'GET /messages/{id}': [{ names: 'message', own: 200 }],
  'GET /messages': [
    { names: null, own: 200 },
    { names: 'instance', query: (id) => `instance_id=${id}`, own: 200 },
  ],
  'DELETE /messages': [
    { names: null, query: () => 'to=201055555599', own: 200 },
    { names: 'instance', query: (id) => `instance_id=${id}`, own: 200 },
  ],
  'GET /messages/{id}/events': [{ names: 'message', own: 200 }],
  'POST /messages/{id}/cancel': [{ names: 'message', own: 200 }],
  'POST /messages/{id}/retry': [
    {
      names: 'message',
      own: 202,
      prepare: (core, { accountId, id }) => core.account(accountId).messages.cancel(id),
    },
  ],
  'POST /instances': [{ names: null, body: () => ({ name: 'Another' }), own: 201 }],
  'GET /instances': [{ names: null, own: 200 }],
  'GET /instances/{id}': [{ names: 'instance', own: 200 }],
  'GET /instances/{id}/qr': [{ names: 'instance', own: 200 }],
  'DELETE /instances/{id}': [{ names: 'instance', own: 200 }],
  'PATCH /instances/{id}': [{ names: 'instance', body: () => ({ name: 'Renamed' }), own: 200 }],
  'POST /instances/{id}/restart': [{ names: 'instance', own: 200 }],
  'POST /instances/{id}/logout': [{ names: 'instance', own: 200 }],
  'POST /instances/{id}/pause': [{ names: 'instance', own: 200 }],
  'POST /instances/{id}/resume': [{ names: 'instance', own: 200 }],
  // Nobody owns the number here, so that no code comes.
  'POST /instances/{id}/pairing-code': [{ names: 'instance', body: () => ({ phone: '201055555500' }), own: 502 }],
  'POST /contacts/check': [
    { names: 'instance', body: (id) => ({ instance_id: id, phones: ['201055555500'] }), own: 200 },
  ],
  'GET /usage': [{ names: null, own: 200 }],
  'GET /events': [
    { names: null, query: () => 'last_event_id=0', own: 200 },
    { names: 'instance', query: (id) => `instance_id=${id}`, own: 200 },
  ],
  'POST /api-keys': [
    { names: null, body: () => ({ scopes: ['read'] }), own: 201 },
    { names: 'instance', body: (id) => ({ instance_ids: [id] }), own: 201 },
  ],
  'GET /api-keys': [{ names: null, own: 200 }],
  'PATCH /api-keys/{id}': [{ names: 'apiKey', body: () => ({ name: 'Renamed' }), own: 200 }],
  'POST /api-keys/{id}/rotate': [{ names: 'apiKey', body: () => ({ grace_seconds: 60 }), own: 201 }],
  'DELETE /api-keys/{id}': [{ names: 'apiKey', own: 200 }],
  'GET /health/live': [{ names: null, own: 200 }],
  'GET /health/ready': [{ names: null, own: 200 }],
  'GET /metrics': [{ names: null, own: 200 }],
  'GET /openapi.json': [{ names: null, own: 200 }],
  'POST /admin/accounts': [{ names: null, body: () => ({ name: 'Another' }), own: 201 }],
  'GET /admin/accounts': [{ names: null, own: 200 }],
  'GET /admin/accounts/{id}': [{ names: 'accountId', own: 200 }],
  'PATCH /admin/accounts/{id}': [{ names: 'accountId', body: () => ({ time_zone: 'Africa/Cairo' }), own: 200 }],
  'POST /admin/accounts/{id}/disable': [{ names: 'accountId', own: 200 }],
  'POST /admin/accounts/{id}/enable': [{ names: 'accountId', own: 200 }],
  'POST /admin/accounts/{id}/api-keys': [{ names: 'accountId', body: () => ({ scopes: ['read'] }), own: 201 }],
  'GET /admin/accounts/{id}/api-keys': [{ names: 'accountId', own: 200 }],
  // The id of the key in the path is none: that of the account alone opens nothing.
  'DELETE /admin/accounts/{id}/api-keys/{key_id}': [{ names: 'accountId', own: 404 }],
}
