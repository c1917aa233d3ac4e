import { expect, test } from 'vitest'
import { KhabeerError } from '../errors/khabeer-error.ts'
import { toErrorResponse, toKhabeerError, toLoggableFacts } from './error-response.ts'

test('an error is answered with its words, code and details', () => {
  const error = new KhabeerError('quota_exceeded', 'The daily limit is reached.', { details: { limit: 'daily' } })

  expect(toErrorResponse(error, 0)).toMatchObject({
    status: 429,
    body: {
      kind: 'json',
      value: { error: 'The daily limit is reached.', code: 'quota_exceeded', details: { limit: 'daily' } },
    },
  })
})

test.each([
  [10_001, '11'],
  [10_000, '10'],
  [1, '1'],
  [0, '1'],
  [-5_000, '1'],
])('a retry in %i ms is announced as %s seconds', (inMs, seconds) => {
  const error = new KhabeerError('quota_exceeded', 'Reached.', { retryAt: 1_000_000 + inMs })

  expect(toErrorResponse(error, 1_000_000).headers['retry-after']).toBe(seconds)
})

test('503 carries retry-after also when nobody knows the time, and 404 carries none', () => {
  expect(toErrorResponse(new KhabeerError('storage_busy', 'Busy.'), 0).headers['retry-after']).toBe('5')
  expect(toErrorResponse(new KhabeerError('not_found', 'No.'), 0).headers).not.toHaveProperty('retry-after')
})

test('a body that came too late ends its connection', () => {
  expect(toErrorResponse(new KhabeerError('request_timeout', 'Late.'), 0)).toMatchObject({
    status: 408,
    headers: { connection: 'close' },
  })
})

test('a foreign error tells the client nothing of itself', () => {
  const error = toKhabeerError(new Error('SQLITE_ERROR near "201001234567"'))
  const response = toErrorResponse(error, 0)

  expect(response.status).toBe(500)
  expect(JSON.stringify(response)).not.toMatch(/SQLITE|2010|at /)
})

test('a fault of ours is told by what its code means, and not by words that may name files', () => {
  const error = new KhabeerError('storage_unusable', '/srv/khabeer.db is not ours.', { details: { file: '/srv' } })

  expect(toErrorResponse(error, 0)).toMatchObject({ status: 503, body: { value: { code: 'storage_unusable' } } })
  expect(JSON.stringify(toErrorResponse(error, 0))).not.toContain('/srv')
})

test('an error with a code that this copy of the package does not know is internal', () => {
  const strange = Object.assign(new Error('x'), { name: 'KhabeerError', code: 'toString' })

  expect(toKhabeerError(strange).code).toBe('internal_error')
})

test('a log gets the place of a fault and none of its words', () => {
  const facts = toLoggableFacts(Object.assign(new Error('to 201001234567\n    at Sara'), { code: 'ECONNRESET' }))

  expect(facts).toMatchObject({ error: 'Error', code: 'ECONNRESET' })
  expect(JSON.stringify(facts)).toContain('error-response.test.ts')
  expect(JSON.stringify(facts)).not.toMatch(/201001234567|Sara/)
})
