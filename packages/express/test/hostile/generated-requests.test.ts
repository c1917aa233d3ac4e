import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
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
const longMs = 10 * 60_000

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
  return /\/(?:qr|logout|pairing-code|restart)$|^DELETE/.test(line) ? none : fc.oneof(none, fc.constant(named))
}

const keyFor = (path: string) => (path.startsWith('/admin') ? adminKey : apiKey)

const send = async (
  { method, path }: { readonly method: string; readonly path: string },
  parts: { readonly id?: unknown; readonly query?: unknown; readonly body?: unknown },
) => {
  const query = new URLSearchParams(
    Object.entries(Object(parts.query)).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    ),
  ).toString()
  const body = 'body' in parts ? (JSON.stringify(parts.body) ?? '') : undefined
  return ask({
    method,
    path: `/api/v1${path.replace(/\{\w+\}/g, encodeURIComponent(String(parts.id)))}${query === '' ? '' : `?${query}`}`,
    headers: { 'x-api-key': keyFor(path), ...(body !== undefined && { 'content-type': 'application/json' }) },
    body,
  })
}

const codeOf = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text).code : undefined)

interface Input {
  readonly hasId: boolean
  readonly queries: Readonly<Record<string, Schema>>
  readonly body: Schema | undefined
}

const inputOf = ({ path, operation }: (typeof operations)[number]): Input => ({
  hasId: path.includes('{id}'),
  queries: Object.fromEntries(
    (operation.parameters ?? []).filter((each) => each.in === 'query').map(({ name, schema }) => [name, schema]),
  ),
  body: operation.requestBody?.content['application/json'].schema,
})

const withInput = operations.map((each) => ({ ...each, input: inputOf(each) }))
const hasQuery = ({ queries }: Input): boolean => Object.keys(queries).length > 0

it.each(withInput.filter(({ input }) => input.hasId || hasQuery(input) || input.body !== undefined))(
  '$line takes what its schema allows',
  async ({ line, operation, input, ...route }) => {
    const parts = fc.record({
      ...(input.hasId && { id: pathIds(line) }),
      ...(hasQuery(input) && { query: goodQueries(line, input.queries, { resolve, ids }) }),
      ...(input.body !== undefined && { body: goodBodies(line, input.body, { resolve, ids }) }),
    })
    const isRefusal = (code: unknown): boolean => code === 'invalid_request' || code === 'invalid_recipient'

    await fc.assert(
      fc.asyncProperty(parts, async (given) => {
        const { status, text } = await send(route, given)
        const isGood = status < 500 && status in operation.responses && !isRefusal(codeOf(text))
        if (!isGood) throw new Error(`${status} ${text}`)
      }),
      runs,
    )
  },
  longMs,
)

it.each(withInput.filter(({ input }) => input.body !== undefined))(
  '$line refuses what its schema does not allow, and says so',
  async ({ line, input, ...route }) => {
    const body = input.body ?? {}
    const isAllowed = ajv.compile(body.$ref === undefined ? body : { $ref: `khabeer${body.$ref}` })
    const broken = brokenOf(goodBodies(line, body, { resolve, ids })).filter((value) => !isAllowed(toJson(value)))

    await fc.assert(
      fc.asyncProperty(pathIds(line), broken, async (id, given) => {
        const { status, text } = await send(route, { id, body: given })
        if (status < 400 || status >= 500 || typeof codeOf(text) !== 'string') throw new Error(`${status} ${text}`)
      }),
      runs,
    )
  },
  longMs,
)

it.each(withInput.filter(({ input }) => input.hasId || hasQuery(input)))(
  '$line answers any id and any query without a fault',
  async ({ input, ...route }) => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
    const name = fc.oneof(text, fc.constantFrom('x', ...Object.keys(input.queries)))
    const body = input.body === undefined ? {} : { body: {} }

    await fc.assert(
      fc.asyncProperty(text, fc.dictionary(name, text, { maxKeys: 3 }), async (id, query) => {
        const answer = await send(route, { id, query, ...body })
        if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`)
      }),
      runs,
    )
  },
  longMs,
)

/** What arrives of a value. */
const toJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null')

it('every route of the document that takes anything has its generated requests', () => {
  expect(operations.length).toBeGreaterThan(30)
  expect(withInput.filter(({ input }) => input.body !== undefined).length).toBeGreaterThan(8)
})
