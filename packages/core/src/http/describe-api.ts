import type { OpenApiDocument } from './openapi/openapi-document.ts'
import { toOpenApi } from './openapi/openapi-document.ts'
import { createRoutes } from './routes.ts'

/**
 * Describes every route as an OpenAPI 3.1 document, as `GET /api/v1/openapi.json` answers it under a host's prefix.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs'
 * import { describeApi } from '@khabeer/core/http'
 *
 * writeFileSync('openapi.json', JSON.stringify(describeApi('/wa')))
 * ```
 */
export const describeApi = (prefix = ''): OpenApiDocument => toOpenApi(createRoutes(), prefix)
