import { z } from 'zod'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import { apiBasePath } from '../match-route.ts'
import type { OpenApiDocument } from '../openapi/openapi-document.ts'
import { toOpenApi } from '../openapi/openapi-document.ts'

/** Builds the route that describes all routes, itself too. */
export const openApiRoutes = (routes: () => readonly Route[]): readonly Route[] => {
  let described: OpenApiDocument | undefined
  return [
    defineRoute({
      method: 'GET',
      path: '/openapi.json',
      scope: 'public',
      summary: 'Describes this API as an OpenAPI document.',
      status: 200,
      response: z.looseObject({ openapi: z.literal('3.1.0'), info: z.looseObject({}), paths: z.looseObject({}) }),
      errors: [],
      example: { response: { openapi: '3.1.0', info: { title: 'Khabeer', version: '1' }, paths: {} } },
      run: async ({ prefix }) => {
        described ??= toOpenApi(routes(), '')
        return { ...described, servers: [{ url: `${prefix}${apiBasePath}` }] }
      },
    }),
  ]
}
