import { expect, test } from 'vitest'
import { createMatcher } from './match-route.ts'
import { createRoutes } from './routes.ts'

const match = createMatcher(createRoutes())

test('the table holds the documented routes and no other', () => {
  const table = createRoutes().map((route) => `${route.method} ${route.path} ${route.status}`)

  expect(table).toEqual([
    'POST /messages/send 202',
    'POST /messages/send-bulk 202',
    'GET /messages/{id} 200',
    'GET /messages 200',
    'DELETE /messages 200',
    'GET /messages/{id}/events 200',
    'POST /messages/{id}/cancel 200',
    'POST /messages/{id}/retry 202',
    'POST /instances 201',
    'GET /instances 200',
    'GET /instances/{id} 200',
    'DELETE /instances/{id} 200',
    'PATCH /instances/{id} 200',
    'POST /instances/{id}/pause 200',
    'POST /instances/{id}/resume 200',
    'POST /instances/{id}/restart 200',
    'POST /instances/{id}/logout 200',
    'POST /instances/{id}/pairing-code 200',
    'GET /instances/{id}/qr 200',
    'POST /contacts/check 200',
    'GET /usage 200',
    'POST /api-keys 201',
    'GET /api-keys 200',
    'PATCH /api-keys/{id} 200',
    'POST /api-keys/{id}/rotate 201',
    'DELETE /api-keys/{id} 200',
    'GET /events 200',
    'GET /health/live 200',
    'GET /health/ready 200',
    'GET /metrics 200',
    'POST /admin/accounts 201',
    'GET /admin/accounts 200',
    'GET /admin/accounts/{id} 200',
    'PATCH /admin/accounts/{id} 200',
    'POST /admin/accounts/{id}/disable 200',
    'POST /admin/accounts/{id}/enable 200',
    'POST /admin/accounts/{id}/api-keys 201',
    'GET /admin/accounts/{id}/api-keys 200',
    'DELETE /admin/accounts/{id}/api-keys/{key_id} 200',
    'GET /openapi.json 200',
  ])
})

test.each([
  '/',
  '/api/v1',
  '/api/v1/',
  '/api/v2/usage',
  '/api/v1/orders',
  '/API/v1/usage',
  '/api/v1/%zz',
  '//api/v1/usage',
])('%s belongs to the host', (path) => {
  expect(match('GET', path)).toEqual({ kind: 'foreign' })
})

test.each(['/api/v1/messages/1/2', '/api/v1/instances/1/qr/2', '/api/v1/usage/1', '/api/v1/instances//qr/'])(
  '%s is ours and unknown',
  (path) => {
    expect(match('GET', path)).toEqual({ kind: 'unknown' })
  },
)

test.each([
  ['GET', '/api/v1/messages/send', ['POST']],
  ['POST', '/api/v1/messages/1', ['GET', 'HEAD']],
  ['PUT', '/api/v1/instances/1', ['DELETE', 'GET', 'HEAD', 'PATCH']],
  ['OPTIONS', '/api/v1/instances', ['GET', 'HEAD', 'POST']],
  ['TRACE', '/api/v1/usage', ['GET', 'HEAD']],
])('%s %s names the methods that exist', (method, path, allow) => {
  expect(match(method, path)).toEqual({ kind: 'wrong_method', allow })
})

test('HEAD finds the route of GET', () => {
  const found = match('HEAD', '/api/v1/usage')

  expect(found).toMatchObject({ kind: 'found', route: { method: 'GET', path: '/usage' } })
})

test('a slash at the end changes nothing', () => {
  expect(match('GET', '/api/v1/usage/')).toMatchObject({ kind: 'found', route: { path: '/usage' } })
})

test('segments are decoded one by one', () => {
  expect(match('GET', '/api/v1/instances/%31/qr')).toMatchObject({ kind: 'found', params: { id: 1 } })
  expect(match('GET', '/api/v1/instances/..%2fmessages')).toMatchObject({ kind: 'found', params: { id: null } })
})

test('broken escapes in our part of the path are told apart from ids that do not exist', () => {
  expect(match('GET', '/api/v1/messages/%zz')).toEqual({ kind: 'malformed' })
})

test.each(['0', '-1', '1.5', '1e3', '01', '9007199254740992', '9223372036854775808', '0x1', '%201', '%00', '١', 'abc'])(
  '%s is no id',
  (id) => {
    expect(match('GET', `/api/v1/messages/${id}`)).toMatchObject({ kind: 'found', params: { id: null } })
  },
)

test('the largest safe integer is an id', () => {
  expect(match('GET', '/api/v1/messages/9007199254740991')).toMatchObject({ params: { id: Number.MAX_SAFE_INTEGER } })
})
