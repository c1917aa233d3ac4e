import { expect, test } from 'vitest'
import { withHeaders } from './answer-headers.ts'
import { BinaryAnswer } from './binary-answer.ts'
import { toRouteResponse } from './route-response.ts'

test('headers of a route stand beside those of every answer, and its value is answered as it is', () => {
  const response = toRouteResponse(202, withHeaders({ id: 1 }, { 'x-more': 'yes' }))

  expect(response).toEqual({
    status: 202,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-more': 'yes' },
    body: { kind: 'json', value: { id: 1 } },
  })
})

test('a picture may have headers too', () => {
  const response = toRouteResponse(
    200,
    withHeaders(new BinaryAnswer('image/png', Uint8Array.of(1)), { vary: 'accept' }),
  )

  expect(response.headers).toEqual({ 'content-type': 'image/png', 'cache-control': 'no-store', vary: 'accept' })
  expect(response.body).toEqual({ kind: 'bytes', bytes: Uint8Array.of(1) })
})
