import type { KhabeerOptions } from '@khabeer/core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokenOf } from './broken-values.ts'
import type { DocumentedRoute } from './documented-routes.ts'
import { components, documentedRoutes, resolve } from './documented-routes.ts'
import type { Ids } from './full-requests.ts'
import { goodBodies, goodQueries } from './generated-requests.ts'
import type { HostileServer } from './hostile-server.ts'
import { adminKey, apiKey, startHostileServer } from './hostile-server.ts'
import type { Schema } from './schema-values.ts'
import type { Wire } from './wire.ts'
import { openWire } from './wire.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema({ $id: 'khabeer', components })

// 10,000 requests, each after the answer to the one before, on a machine that may have much else to do.
const longMs = 30 * 60_000

/** Declares the tests that send so many generated requests of each kind to each route of one server. */
export const judgeGeneratedRequests = (
  requests: number,
  openStorage: () => { readonly options: Partial<KhabeerOptions>; close(): Promise<void> },
): void => {
  const runs = { numRuns: requests, seed: 5 }
  let storage: ReturnType<typeof openStorage>
  let server: HostileServer
  let ids: Ids
  let wire: ReturnType<typeof openWire>
  beforeAll(async () => {
    storage = openStorage()
    server = await startHostileServer({ role: 'api', ...storage.options })
    ids = await server.makeIds()
    wire = openWire(server.port, 8)
  })
  afterAll(async () => {
    wire.close()
    await server.close()
    await storage.close()
  })

  it.concurrent.each(documentedRoutes.filter(({ input }) => input.hasId || input.hasQuery || input.body !== undefined))(
    '$line takes what its schema allows',
    async ({ line, responses, input, ...route }) => {
      const parts = fc.record({
        ...(input.hasId && { id: pathIds(line, ids) }),
        ...(input.hasQuery && { query: goodQueries(line, input.queries, { resolve, ids }) }),
        ...(input.body !== undefined && { body: takenBodies(line, input.body, { ...input, ids }) }),
      })
      const isRefusal = (code: unknown): boolean => code === 'invalid_request' || code === 'invalid_recipient'

      await fc.assert(
        fc.asyncProperty(parts, async (given) => {
          const { status, text } = await send(wire.ask, route, given)
          const isGood = status < 500 && status in responses && !isRefusal(codeOf(text))
          if (!isGood) throw new Error(`${status} ${text}`)
        }),
        runs,
      )
    },
    longMs,
  )

  it.concurrent.each(documentedRoutes.filter(({ input }) => input.body !== undefined))(
    '$line refuses what its schema does not allow, and says so',
    async ({ line, input, ...route }) => {
      const body = input.body ?? {}
      const isAllowed = ajv.compile(body.$ref === undefined ? body : { $ref: `khabeer${body.$ref}` })
      // Of a body that is taken away nothing is left to judge.
      const isBroken = (value: unknown): boolean =>
        value === undefined ? !input.isBodyOptional : !isAllowed(toJson(value))
      const broken = brokenOf(goodBodies(line, body, { resolve, ids })).filter(isBroken)

      await fc.assert(
        fc.asyncProperty(pathIds(line, ids), broken, async (id, given) => {
          const { status, text } = await send(wire.ask, route, { id, body: given })
          if (status < 400 || status >= 500 || typeof codeOf(text) !== 'string') throw new Error(`${status} ${text}`)
        }),
        runs,
      )
    },
    longMs,
  )

  it.concurrent.each(documentedRoutes.filter(({ input }) => input.hasId || input.hasQuery))(
    '$line answers any id and any query without a fault',
    async ({ input, ...route }) => {
      const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
      const name = fc.oneof(text, fc.constantFrom('x', ...Object.keys(input.queries)))
      const body = input.body === undefined ? {} : { body: {} }

      await fc.assert(
        fc.asyncProperty(text, fc.dictionary(name, text, { maxKeys: 3 }), async (id, query) => {
          const answer = await send(wire.ask, route, { id, query, ...body })
          if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`)
        }),
        runs,
      )
    },
    longMs,
  )

  it('every route of the document that takes anything has its generated requests', () => {
    expect(documentedRoutes.length).toBeGreaterThan(30)
    expect(documentedRoutes.filter(({ input }) => input.body !== undefined).length).toBeGreaterThan(8)
  })
}

/** The bodies that a route takes; no body is undefined. */
const takenBodies = (
  line: string,
  body: Schema,
  { isBodyOptional, ids }: { readonly isBodyOptional: boolean; readonly ids: Ids },
): fc.Arbitrary<unknown> => {
  const bodies = goodBodies(line, body, { resolve, ids })
  return isBodyOptional ? fc.option(bodies, { nil: undefined }) : bodies
}

/** An id in a path: of a thing that is there, or of none. A route that waits for the owner of a number gets the latter. */
const pathIds = (line: string, ids: Ids): fc.Arbitrary<number> => {
  const none = fc.integer({ min: 1_000_000, max: Number.MAX_SAFE_INTEGER })
  const isForNone = /\/(?:qr|logout|pairing-code|restart)$|^DELETE/.test(line)
  return isForNone ? none : fc.oneof(none, fc.constant(namedBy(line, ids)))
}

const namedBy = (line: string, ids: Ids): number => {
  if (line.includes('/messages/')) return ids.message
  if (line.includes('/api-keys/')) return ids.apiKey
  return line.includes('/admin/') ? ids.account : ids.instance
}

const send = async (
  ask: Wire,
  { method, path }: Pick<DocumentedRoute, 'method' | 'path'>,
  parts: { readonly id?: unknown; readonly query?: unknown; readonly body?: unknown },
) => {
  const query = new URLSearchParams(
    Object.entries(Object(parts.query)).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    ),
  ).toString()
  const body = 'body' in parts ? (JSON.stringify(parts.body) ?? '') : undefined
  const key = path.startsWith('/admin') ? adminKey : apiKey
  return ask({
    method,
    path: `/api/v1${path.replace(/\{\w+\}/g, encodeURIComponent(String(parts.id)))}${query === '' ? '' : `?${query}`}`,
    headers: { 'x-api-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body,
  })
}

const codeOf = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text).code : undefined)

/** What arrives of a value. */
const toJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null')
