import assert from 'node:assert/strict'
import type { Answer } from './client.ts'

/** A JSON object that a client got. */
export type Body = Readonly<Record<string, unknown>>

/** Takes a value as a JSON object. */
export const toBody = (value: unknown): Body => {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `no object: ${JSON.stringify(value)}`)
  return { ...value }
}

/** Fails unless the answer has the status; answers its JSON object. */
export const expectBody = (answer: Answer, status: number): Body => {
  assert.equal(answer.status, status, answer.bytes.toString('utf8').slice(0, 500))
  return toBody(answer.json())
}

/** Fails unless the answer is an error as the API writes it; answers the words. */
export const expectError = (answer: Answer, status: number, code?: string): { error: string; details: Body } => {
  const body = expectBody(answer, status)
  assert.ok(typeof body.error === 'string' && body.error.length > 0, 'an error says what went wrong')
  assert.ok(typeof body.code === 'string' && /^[a-z_]+$/.test(body.code), 'an error has a stable code')
  if (code !== undefined) assert.equal(body.code, code)
  assert.doesNotMatch(body.error, /\n\s+at |SQLITE|khb_/, 'no stack, no SQL, no key')
  return { error: body.error, details: body.details === undefined ? {} : toBody(body.details) }
}

/** Fails unless the value is an id. */
export const expectId = (value: unknown): number => {
  assert.ok(typeof value === 'number' && Number.isSafeInteger(value) && value > 0, `no id: ${JSON.stringify(value)}`)
  return value
}

/** Fails unless the value is a time in ISO 8601, UTC, with milliseconds. */
export const expectTime = (value: unknown): void => {
  assert.match(String(value), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
}

/** Gives the names of the request headers that the answer depends on. */
export const variesBy = ({ headers }: Answer): readonly string[] =>
  String(headers.vary ?? '')
    .toLowerCase()
    .split(/, */)
    .sort()

/** Fails unless the answer says in whole seconds when to come back. */
export const expectRetryAfter = (answer: Answer): number => {
  const seconds = Number(answer.headers['retry-after'])
  assert.ok(Number.isInteger(seconds) && seconds >= 1, `retry-after: ${answer.headers['retry-after']}`)
  return seconds
}
