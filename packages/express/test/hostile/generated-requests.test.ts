import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../../../test/support/running-process.ts'
import { brokenOf } from './broken-values.ts'
import type { Ids } from './full-requests.ts'
import { goodBodies, goodQueries } from './generated-requests.ts'
import type { HostileServer } from './hostile-server.ts'
import { adminKey, apiKey, startHostileServer } from './hostile-server.ts'
import type { Schema } from './schema-values.ts'
import type { Wire } from './wire.ts'
import { openWire } from './wire.ts'

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
  readonly responses: Readonly<Record<string, unknown>>
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const document: Document = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8'))
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    line: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    operation,
  })),
)
const resolve = (ref: string): Schema => document.components.schemas[ref.replace('#/components/schemas/', '')] ?? {}
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema({ $id: 'khabeer', components: document.components })

const requests = process.env.KHABEER_HOSTILE === 'all' ? 10_000 : 200
const runs = { numRuns: requests, seed: 5 }

let server: HostileServer
let ids: Ids
let ask: Wire
let close: () => void
beforeAll(async () => {
  server = await startHostileServer({ role: 'api' })
  ids = await server.makeIds()
  const wire = openWire(server.port, 8)
  ask = wire.ask
  close = wire.close
})
afterAll(async () => {
  close()
  await server.close()
})

/** An id in a path: of a thing that is there, or of none. A route that waits for the owner of a number gets the latter. */
const pathIds = (line: string) => {
  const none = fc.integer({ min: 1_000_000, max: Number.MAX_SAFE_INTEGER })
  const named = line.includes('/messages/')
    ? ids.message
    : line.includes('/api-keys/')
      ? ids.apiKey
      : line.includes('/admin/')
        ? ids.account
        : ids.instance
  return /\/(?:qr|logout|pairing-code)$|^DELETE/.test(line) ? none : fc.oneof(none, fc.constant(named))
}

const keyFor = (path: string) => (path.startsWith('/admin') ? adminKey : apiKey)

const send = async (
  { method, path }: { readonly method: string; readonly path: string },
  parts: { readonly id?: unknown; readonly query?: unknown; readonly body?: unknown },
) => {
  const query = new URLSearchParams(
    Object.entries(Object(parts.query)).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)])),
  ).toString()
  const body = 'body' in parts ? (JSON.stringify(parts.body) ?? '') : undefined
  return ask({
    method,
    path: `/api/v1${path.replace('{id}', encodeURIComponent(String(parts.id)))}${query === '' ? '' : `?${query}`}`,
    headers: { 'x-api-key': keyFor(path), ...(body !== undefined && { 'content-type': 'application/json' }) },
    body,
  })
}

const codeOf = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text).code : undefined)

describe.each(operations)('$line', ({ line, method, path, operation }) => {
  const bodySchema = operation.requestBody?.content['application/json'].schema
  const queries = Object.fromEntries(
    (operation.parameters ?? []).filter((each) => each.in === 'query').map(({ name, schema }) => [name, schema]),
  )
  const hasId = path.includes('{id}')
  const hasQuery = Object.keys(queries).length > 0
  const goodBody = () => (bodySchema === undefined ? null : goodBodies(line, bodySchema, { resolve, ids }))
  const goodParts = () =>
    fc.record({
      ...(hasId && { id: pathIds(line) }),
      ...(hasQuery && { query: goodQueries(queries, { resolve, ids }) }),
      ...(bodySchema !== undefined && { body: goodBody() ?? fc.constant(null) }),
    })

  it.runIf(hasId || hasQuery || bodySchema !== undefined)(
    'takes what its schema allows',
    async () => {
      await fc.assert(
        fc.asyncProperty(goodParts(), async (parts) => {
          const { status, text } = await send({ method, path }, parts)
          const code = codeOf(text)
          if (
            status >= 500 ||
            !(status in operation.responses) ||
            code === 'invalid_request' ||
            code === 'invalid_recipient'
          ) {
            throw new Error(`${status} ${text}`)
          }
        }),
        runs,
      )
    },
    10 * 60_000,
  )

  it.runIf(bodySchema !== undefined)(
    'refuses what its schema does not allow, and says so',
    async () => {
      const isAllowed = ajv.compile({ $ref: undefined, ...toSchema(bodySchema) })
      const broken = brokenOf(goodBody() ?? fc.constant(null)).filter(
        (value) => !isAllowed(JSON.parse(JSON.stringify(value) ?? 'null')),
      )
      await fc.assert(
        fc.asyncProperty(pathIds(line), broken, async (id, body) => {
          const { status, text } = await send({ method, path }, { id, body })
          if (status < 400 || status >= 500 || typeof codeOf(text) !== 'string') throw new Error(`${status} ${text}`)
        }),
        runs,
      )
    },
    10 * 60_000,
  )

  it.runIf(hasId || hasQuery)(
    'answers any id and any query without a fault',
    async () => {
      const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
      await fc.assert(
        fc.asyncProperty(
          anything,
          fc.dictionary(fc.oneof(anything, fc.constantFrom(...Object.keys(queries), 'x')), anything, { maxKeys: 3 }),
          async (id, query) => {
            const { status, text } = await send(
              { method, path },
              { id, query, ...(bodySchema !== undefined && { body: {} }) },
            )
            if (status >= 500) throw new Error(`${status} ${text}`)
          },
        ),
        runs,
      )
    },
    10 * 60_000,
  )
})

const toSchema = (schema: Schema | undefined): Record<string, unknown> => ({
  ...(schema?.$ref === undefined ? schema : { $ref: `khabeer${schema.$ref}` }),
})

it('covers every route of the document', () => {
  expect(operations.length).toBeGreaterThan(30)
})
