import type { JsonObject } from './json-object.ts'

/** The headers that tell a client of its limits. */
export const rateLimitHeaders: readonly string[] = ['RateLimit', 'RateLimit-Policy']

/** The headers of answers, by name. */
export const answerHeaders: Readonly<Record<string, JsonObject>> = {
  'X-Request-Id': {
    description: 'The id of the request: the one it came with, or a new one.',
    required: true,
    schema: { type: 'string' },
  },
  RateLimit: { description: 'What is left of each limit, and until when.', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'The limits that hold.', schema: { type: 'string' } },
  'Idempotent-Replayed': {
    description: 'Says true of the answer to an earlier request with the same key.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': {
    description: 'After how many seconds a first retry can succeed.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  Allow: { description: 'The methods that the path takes.', required: true, schema: { type: 'string' } },
}

/** Points to headers by their names. */
export const toHeaderRefs = (names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
