import type { Route } from '../../../core/src/http/define-route.ts'
import type { FullRequest, Ids } from './full-requests.ts'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** One place of a request that a text can stand in. */
export interface Place {
  /** Such as `POST /messages/send: content.caption`. */
  readonly name: string
  fill(text: string): WireRequest
}

/** Which header carries what opens a route. */
export type KeyOf = (route: Route) => Readonly<Record<string, string>>

/** Lists the places of a route: each value and each key of its body, each parameter of its query, and each id of its path. */
export const placesOf = (route: Route, request: FullRequest, ids: Ids, keyOf: KeyOf): readonly Place[] => {
  const name = nameOf(route)
  const paramNames = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param)
  const own = (param: string): number => {
    if (param === 'key_id') return ids.apiKey
    return request.names === undefined ? 1 : ids[request.names]
  }
  const build = (parts: {
    readonly params?: Readonly<Record<string, string>>
    readonly query?: unknown
    readonly body?: unknown
  }): WireRequest => {
    const query = new URLSearchParams(toTexts(parts.query ?? {})).toString()
    const filled = route.path.replace(/\{(\w+)\}/g, (_, param) => parts.params?.[param] ?? String(own(param)))
    const path = `/api/v1${filled}${query === '' ? '' : `?${query}`}`
    const body = 'body' in parts ? JSON.stringify(parts.body) : undefined
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    return { method: route.method, path, headers: { ...keyOf(route), ...type }, body }
  }
  const { body, query } = request
  const inBody = body === undefined ? [] : slotsOf(body).map((slot) => ({ ...slot, part: 'body' as const }))
  const inQuery = query === undefined ? [] : slotsOf(query).map((slot) => ({ ...slot, part: 'query' as const }))
  const inPath = paramNames.map((param) => ({
    name: `${name}: the ${param} of the path`,
    fill: (text: string) =>
      build({ params: { [param]: encodeURIComponent(text) }, ...(body !== undefined && { body }) }),
  }))
  return [
    ...[...inBody, ...inQuery].map(({ path, put, part }) => ({
      name: `${name}: ${path}`,
      fill: (text: string) => build({ [part]: put(text) }),
    })),
    ...inPath,
  ]
}

const controls = /\p{Control}/u

/** Lists the headers that a text can stand in, as far as a client can put it there: bytes, and no control characters. */
export const headerPlaces = (message: unknown, apiKey: string): readonly Place[] =>
  ['x-api-key', 'authorization', 'idempotency-key', 'x-request-id', 'accept', 'content-type'].map((header) => ({
    name: `POST /messages/send: the header ${header}`,
    fill: (text) => ({
      method: 'POST',
      path: '/api/v1/messages/send',
      headers: {
        'x-api-key': apiKey,
        'content-type': 'application/json',
        [header]: controls.test(text) ? '' : Buffer.from(text).toString('latin1'),
      },
      body: JSON.stringify(message),
    }),
  }))

/** The fields of a route's query and body that its request leaves out. */
export const fieldsLeftOut = ({ query, body }: Route, request: FullRequest | undefined): readonly string[] => [
  ...fieldsOf(query).filter((name) => !(name in (request?.query ?? {}))),
  ...fieldsOf(body).filter((name) => !(name in Object(request?.body))),
]

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`

const fieldsOf = (schema: Route['body']): readonly string[] => {
  if (schema === undefined) return []
  const { properties = {} } = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' })
  return Object.keys(properties)
}

interface Slot {
  /** Where it is, such as `messages.0.to`. */
  readonly path: string
  /** Gives the whole with a text there. */
  put(text: string): unknown
}

/** The places in a value: each value inside of it, each object and list as a whole, and a key beside those of each object. */
const slotsOf = (value: unknown): readonly Slot[] => {
  if (typeof value !== 'object' || value === null) return []
  const replace = (key: string, by: unknown) =>
    Array.isArray(value) ? value.with(Number(key), by) : { ...value, [key]: by }
  const inside = Object.entries(value).flatMap(([key, child]) => [
    { path: key, put: (text: string) => replace(key, text) },
    ...slotsOf(child).map(({ path, put }) => ({
      path: `${key}.${path}`,
      put: (text: string) => replace(key, put(text)),
    })),
  ])
  const asKey: Slot = { path: '(a key)', put: (text) => ({ ...value, [text]: 'value' }) }
  return Array.isArray(value) ? inside : [...inside, asKey]
}

const toTexts = (query: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(Object(query)).map(([name, value]) => [name, String(value)]))
