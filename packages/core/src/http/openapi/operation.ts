import type { Route } from '../define-route.ts'
import { eventStreamType } from '../event-stream-text.ts'
import { errorsOf } from '../route-errors.ts'
import { rateLimitHeaders, toHeaderRefs } from './answer-headers.ts'
import { toErrorAnswers } from './error-answers.ts'
import type { JsonObject } from './json-object.ts'
import { isJsonObject } from './json-object.ts'
import type { Schemas } from './schemas.ts'

/** Describes one route. */
export const toOperation = (route: Route, schemas: Schemas): JsonObject => {
  const parameters = [...pathParameters(route, schemas), ...queryParameters(route, schemas), ...headerParameters(route)]
  return {
    operationId: toOperationId(route),
    summary: route.summary,
    tags: [route.path.split('/')[1]],
    security: toSecurity(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && {
      requestBody: {
        required: route.isBodyOptional !== true,
        content: { 'application/json': { schema: schemas.taken(route.body), example: route.example?.body } },
      },
    }),
    responses: { [route.status]: toSuccess(route, schemas), ...toErrorAnswers(errorsOf(route)) },
  }
}

/** An API key names the scope that it has to have, which OpenAPI calls a role. */
const toSecurity = ({ scope, isForAdminsToo }: Route): readonly JsonObject[] => {
  if (scope === 'public') return []
  const byAdmin = { adminKey: [] }
  if (scope === 'admin') return [byAdmin]
  return [{ apiKey: [scope] }, ...(isForAdminsToo === true ? [byAdmin] : [])]
}

/** `GET /instances/{id}/qr` becomes `getInstancesByIdQr`. */
const toOperationId = ({ method, path }: Route): string =>
  [method.toLowerCase(), ...path.split(/[^a-zA-Z{]+/).filter((word) => word !== '')]
    .map((word, index) => (index === 0 ? word : capitalize(word.replace('{', 'by_'))))
    .join('')

const capitalize = (words: string): string =>
  words
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')

const pathParameters = ({ path, params }: Route, schemas: Schemas): readonly JsonObject[] => {
  const described = params === undefined ? {} : propertiesOf(schemas.taken(params))
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: described[name] ?? { type: 'integer', minimum: 1 },
  }))
}

const queryParameters = ({ query }: Route, schemas: Schemas): readonly JsonObject[] => {
  if (query === undefined) return []
  const described = schemas.taken(query)
  const required = Array.isArray(described.required) ? described.required : []
  return Object.entries(propertiesOf(described)).map(([name, schema]) => {
    const { description, ...rest } = isJsonObject(schema) ? schema : {}
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    }
  })
}

const headerParameters = ({ isRepeatable, mediaType }: Route): readonly JsonObject[] => [
  ...(isRepeatable === true ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(mediaType === eventStreamType ? [{ $ref: '#/components/parameters/LastEventId' }] : []),
]

const propertiesOf = (schema: JsonObject): JsonObject => (isJsonObject(schema.properties) ? schema.properties : {})

const toSuccess = (route: Route, schemas: Schemas): JsonObject => {
  const { scope, binaryType = [], mediaType = 'application/json', example, isRepeatable } = route
  const limits = scope === 'public' || scope === 'admin' ? [] : rateLimitHeaders
  const replays = isRepeatable === true ? ['Idempotent-Replayed'] : []
  const schema = schemas.given(route.response)
  const others = typeof binaryType === 'string' ? [binaryType] : binaryType
  const isNeverJson = others.length > 0 && schema.type === 'string'
  const described = { schema, example: example?.response }
  return {
    description: route.summary,
    headers: toHeaderRefs(['X-Request-Id', ...limits, ...replays]),
    content: {
      ...(!isNeverJson && { [mediaType]: described }),
      ...Object.fromEntries(others.map((type) => [type, isNeverJson ? described : {}])),
    },
  }
}
