import type { JsonObject } from '../../../packages/core/src/http/openapi/json-object.ts'
import { isJsonObject } from '../../../packages/core/src/http/openapi/json-object.ts'

/** A part of a document, and where it really stands. */
export interface Found {
  readonly pointer: string
  readonly value: JsonObject
}

/** Writes the steps to a part of a document as a JSON pointer. */
export const toPointer = (...steps: readonly string[]): string =>
  steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** Finds the object at a pointer, through references; null when there is none. */
export const lookUp = (document: object, pointer: string): Found | null => {
  const steps = pointer.split('/').slice(1)
  let value: unknown = document
  for (const step of steps) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    value =
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
  }
  if (!isJsonObject(value)) return null
  return typeof value.$ref === 'string' ? lookUp(document, value.$ref.slice(1)) : { pointer, value }
}
