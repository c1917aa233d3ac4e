/** Ids that a request may name. */
export interface Ids {
  readonly instance: number
  readonly message: number
  readonly apiKey: number
  readonly account: number
}

/** A request of a route with every field that the route takes. */
export interface FullRequest {
  /** What the id in the path stands for. */
  readonly names?: keyof Ids
  readonly body?: unknown
  readonly query?: Readonly<Record<string, unknown>>
}

const message = {
  to: '201055555500',
  type: 'document',
  text: 'Hello',
  content: { url: 'https://example.com/a', caption: 'A', filename: 'a.pdf', mimetype: 'application/pdf' },
  priority: 'normal',
  send_at: '2027-03-01T08:00:00+02:00',
  expires_at: '2027-03-02T08:00:00+02:00',
  ttl_seconds: 60,
}

const filter = {
  instance_id: 1,
  to: '201055555500',
  queued_from: '2026-03-01T08:00:00Z',
  queued_to: '2026-03-02T08:00:00Z',
}
const page = { limit: 10, cursor: 'next' }

const instance = {
  name: 'Main Store Number',
  pacing: {
    messages: 20,
    per_ms: 60_000,
    settle_ms: 0,
    daily_messages: 10,
    daily_first_contacts: 5,
    warm_up: { first_day: 5, days: 10 },
    quiet_hours: { from: '22:00', to: '08:00' },
    recipient_gap_ms: 1_000,
  },
  metadata: { shop: 'Main' },
}

const rights = { name: 'Website', scopes: ['send'], instance_ids: [1], expires_at: '2027-03-01T08:00:00Z' }
const account = {
  name: 'shop',
  plan: { monthly_messages: 1_000, daily_messages: 100, instances: 2 },
  time_zone: 'Africa/Cairo',
}

/** The whole request of each route that takes a query or a body: one without its request fails the test. */
export const fullRequests = ({ instance: instanceId }: Ids): Readonly<Record<string, FullRequest>> => ({
  'POST /messages/send': { body: { instance_id: instanceId, ...message } },
  'POST /messages/send-bulk': { body: { instance_id: instanceId, messages: [message] } },
  'GET /messages': { query: { ...filter, ...page, status: 'queued', error_code: 'wa_463' } },
  'DELETE /messages': { query: filter },
  'GET /events': { query: { instance_id: instanceId, types: 'message.sent', last_event_id: '0' } },
  'POST /instances': { body: { name: instance.name } },
  'PATCH /instances/{id}': { names: 'instance', body: instance },
  'GET /instances/{id}/qr': { names: 'instance', query: { format: 'image' } },
  // No number: whoever asks with one waits for WhatsApp.
  'POST /instances/{id}/pairing-code': { names: 'instance', body: { phone: '201' } },
  'POST /contacts/check': { body: { instance_id: instanceId, phones: ['201'] } },
  'POST /api-keys': { body: rights },
  'PATCH /api-keys/{id}': { names: 'apiKey', body: rights },
  'POST /api-keys/{id}/rotate': {
    names: 'apiKey',
    body: { grace_seconds: 60, expires_at: rights.expires_at },
  },
  'POST /admin/accounts': { body: account },
  'POST /admin/accounts/{id}/api-keys': { names: 'account', body: rights },
  'GET /admin/accounts': { query: page },
  'PATCH /admin/accounts/{id}': { names: 'account', body: account },
})
