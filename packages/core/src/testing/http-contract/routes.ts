/** Every documented route, with a body that passes its shape and an id that does not exist. */
export const documentedRoutes: readonly { readonly line: string; readonly json?: unknown; readonly allow: string }[] = [
  {
    line: 'POST /api/v1/messages/send',
    json: { instance_id: 999_999_999, to: '201001234567', text: 'Hello' },
    allow: 'POST',
  },
  {
    line: 'POST /api/v1/messages/send-bulk',
    json: { instance_id: 999_999_999, messages: [{ to: '201001234567', text: 'Hello' }] },
    allow: 'POST',
  },
  { line: 'GET /api/v1/messages/999999999', allow: 'GET, HEAD' },
  { line: 'POST /api/v1/instances', json: { name: 'Main Store Number' }, allow: 'GET, HEAD, POST' },
  { line: 'GET /api/v1/instances', allow: 'GET, HEAD, POST' },
  { line: 'GET /api/v1/instances/999999999', allow: 'DELETE, GET, HEAD, PATCH' },
  { line: 'PATCH /api/v1/instances/999999999', json: { name: 'Branch' }, allow: 'DELETE, GET, HEAD, PATCH' },
  { line: 'POST /api/v1/instances/999999999/pause', allow: 'POST' },
  { line: 'POST /api/v1/instances/999999999/resume', allow: 'POST' },
  { line: 'POST /api/v1/instances/999999999/restart', allow: 'POST' },
  { line: 'POST /api/v1/instances/999999999/logout', allow: 'POST' },
  { line: 'POST /api/v1/instances/999999999/pairing-code', json: { phone: '201093619140' }, allow: 'POST' },
  { line: 'GET /api/v1/instances/999999999/qr', allow: 'GET, HEAD' },
  { line: 'DELETE /api/v1/instances/999999999', allow: 'DELETE, GET, HEAD, PATCH' },
  {
    line: 'POST /api/v1/contacts/check',
    json: { instance_id: 999_999_999, phones: ['201001234567'] },
    allow: 'POST',
  },
  { line: 'GET /api/v1/usage', allow: 'GET, HEAD' },
]
