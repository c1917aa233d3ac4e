import { expect, test } from 'vitest'
import type { RouteFacts } from './define-route.ts'
import { errorsOf } from './route-errors.ts'
import { createRoutes } from './routes.ts'

const routeAt = (line: string): RouteFacts => {
  const route = createRoutes().find(({ method, path }) => `${method} ${path}` === line)
  if (route === undefined) throw new Error(`There is no ${line}.`)
  return route
}

test('a route for accounts may say that the key is wrong, or that the server has a fault', () => {
  expect(errorsOf(routeAt('GET /usage'))).toEqual(
    expect.arrayContaining(['unauthorized', 'account_disabled', 'internal_error', 'starting', 'storage_busy']),
  )
})

test('a route that takes a body refuses bodies, one that takes an id refuses ids, and others refuse neither', () => {
  expect(errorsOf(routeAt('POST /instances'))).toEqual(expect.arrayContaining(['malformed_json', 'body_too_large']))
  expect(errorsOf(routeAt('GET /messages/{id}'))).toEqual(expect.arrayContaining(['message_not_found']))
  expect(errorsOf(routeAt('GET /usage'))).not.toEqual(expect.arrayContaining(['invalid_request']))
})

test('a public route asks for no key and does not wait for the core', () => {
  expect(errorsOf(routeAt('GET /health/live'))).toEqual(['internal_error'])
})

test('a code stands once, also where a schema and the row give it', () => {
  const codes = errorsOf({ ...routeAt('GET /instances/{id}/qr'), errors: ['invalid_request', 'instance_not_found'] })

  expect(codes).toEqual([...new Set(codes)])
})
