import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../setup/paths.mjs'
import { toTypes } from './to-types.mjs'

/** Gives the files that follow from the table of routes, by their paths from the root. Needs a build. */
export const derivedFiles = async () => {
  const { describeApi } = await import(pathToFileURL(join(root, 'packages/core/dist/http.js')))
  const document = describeApi()
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'packages/client/src/api-types.ts': toTypes(document),
  }
}
