import type { ErrorCode } from '../../errors/codes.ts'
import type { Route } from '../define-route.ts'
import { apiBasePath } from '../match-route.ts'
import { errorsOf } from '../route-errors.ts'
import { answerHeaders } from './answer-headers.ts'
import { errorComponents, errorSchemas } from './error-answers.ts'
import type { JsonObject } from './json-object.ts'
import { toOperation } from './operation.ts'
import { createSchemas } from './schemas.ts'

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: JsonObject
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>
  readonly components: Readonly<Record<string, JsonObject>>
}

// Where there is no route, the path alone decides; a document tells such answers nowhere else.
const elsewhere: readonly ErrorCode[] = ['not_found', 'method_not_allowed']

/** Describes a table of routes, as it is served where a host mounted it. */
export const toOpenApi = (routes: readonly Route[], prefix: string): OpenApiDocument => {
  const schemas = createSchemas()
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toOperation(route, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Khabeer',
      version: '1',
      description:
        'Connects WhatsApp numbers, sends messages and tells where they are. Every refusal is an ErrorAnswer. An unknown path is answered as NotFound, a method that a path does not take as MethodNotAllowed.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${prefix}${apiBasePath}` }],
    paths,
    components: {
      schemas: { ...schemas.components(), ...errorSchemas([...routes.flatMap(errorsOf), ...elsewhere]) },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'Makes a repeated request the same request.',
          schema: { type: 'string' },
        },
        LastEventId: {
          name: 'Last-Event-ID',
          in: 'header',
          description: 'Goes on after this event, and counts more than last_event_id.',
          schema: { type: 'string' },
        },
      },
      responses: errorComponents(),
      headers: answerHeaders,
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The API key of an account.' },
        adminKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-admin-key',
          description: 'The key of whoever runs the server.',
        },
      },
    },
  }
}
