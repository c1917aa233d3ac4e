import { STATUS_CODES } from 'node:http'
import type { ErrorCode } from '../../errors/codes.ts'
import { errorCodes } from '../../errors/codes.ts'
import { sharedErrors } from '../route-errors.ts'
import { rateLimitHeaders, toHeaderRefs } from './answer-headers.ts'
import type { JsonObject } from './json-object.ts'

/** Describes the refusals of a route by their statuses; those that many routes share are components. */
export const toErrorAnswers = (codes: readonly ErrorCode[]): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    [...byStatus(codes)].map(([status, those]) => {
      const isShared = those.join() === sharedByStatus.get(status)?.join()
      return [String(status), isShared ? { $ref: `#/components/responses/${nameOf(status)}` } : toAnswer(status, those)]
    }),
  )

/** Describes what many routes may answer, and what is answered where there is no route. */
export const errorComponents = (): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    [...sharedByStatus, ...byStatus(['not_found', 'method_not_allowed'])].map(([status, codes]) => [
      nameOf(status),
      toAnswer(status, codes),
    ]),
  )

/** Describes the body of every refusal. */
export const errorSchemas = (codes: readonly ErrorCode[]): Readonly<Record<string, JsonObject>> => ({
  ErrorAnswer: {
    description: 'Why a request was refused.',
    type: 'object',
    properties: {
      error: { type: 'string', description: 'What went wrong, in words for a person.' },
      code: { $ref: '#/components/schemas/ErrorCode' },
      details: { type: 'object', description: 'What more there is to say, by the code.' },
    },
    required: ['error', 'code'],
  },
  ErrorCode: { description: 'What went wrong, as a stable word.', type: 'string', enum: [...new Set(codes)].sort() },
})

const toAnswer = (status: number, codes: readonly ErrorCode[]): JsonObject => {
  const limits = status === 429 ? rateLimitHeaders : []
  const waits = status === 429 || status === 503 ? ['Retry-After'] : []
  const methods = status === 405 ? ['Allow'] : []
  return {
    description: codes.map((code) => errorCodes[code].title).join(' '),
    headers: toHeaderRefs(['X-Request-Id', ...waits, ...limits, ...methods]),
    content: {
      'application/json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/ErrorAnswer' }, { properties: { code: { enum: codes } } }],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: toExample(code) }])),
      },
    },
  }
}

const toExample = (code: ErrorCode): JsonObject => ({ error: errorCodes[code].title, code })

const byStatus = (codes: readonly ErrorCode[]): ReadonlyMap<number, readonly ErrorCode[]> => {
  const groups = new Map<number, ErrorCode[]>()
  for (const code of codes) groups.set(errorCodes[code].status, [...(groups.get(errorCodes[code].status) ?? []), code])
  return new Map([...groups].toSorted(([a], [b]) => a - b))
}

const sharedByStatus = byStatus(sharedErrors)

const nameOf = (status: number): string => (STATUS_CODES[status] ?? String(status)).replaceAll(' ', '')
