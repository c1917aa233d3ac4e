import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../../test/support/running-process.ts'
import type { Schema } from './schema-values.ts'

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: { readonly 'application/json': { readonly schema: Schema } }
  }
  readonly responses: Readonly<Record<string, unknown>>
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** A route as the API's description has it. */
export interface DocumentedRoute {
  /** Such as `GET /messages/{id}`. */
  readonly line: string
  readonly method: string
  readonly path: string
  /** By their statuses. */
  readonly responses: Readonly<Record<string, unknown>>
  readonly input: RouteInput
}

/** What a route takes. */
export interface RouteInput {
  readonly hasId: boolean
  readonly hasQuery: boolean
  readonly queries: Readonly<Record<string, Schema>>
  readonly body: Schema | undefined
  /** Whether it takes a request without a body as well. */
  readonly isBodyOptional: boolean
}

const document: Document = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8'))

/** What schemas refer to. */
export const { components } = document

/** Gives the schema that is referred to. */
export const resolve = (ref: string): Schema => components.schemas[ref.replace('#/components/schemas/', '')] ?? {}

const inputOf = (path: string, { parameters = [], requestBody }: Operation): RouteInput => {
  const inQuery = parameters.filter((each) => each.in === 'query')
  return {
    hasId: path.includes('{id}'),
    hasQuery: inQuery.length > 0,
    queries: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
    body: requestBody?.content['application/json'].schema,
    isBodyOptional: requestBody?.required !== true,
  }
}

/** Every route of the description. */
export const documentedRoutes: readonly DocumentedRoute[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    line: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    responses: operation.responses,
    input: inputOf(path, operation),
  })),
)
