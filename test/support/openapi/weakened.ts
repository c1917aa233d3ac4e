import { isJsonObject } from '../../../packages/core/src/http/openapi/json-object.ts'

/** Gives every value that a JSON value becomes when one field is taken out of it, each with the name of the field. */
export const withoutOneField = (value: unknown): readonly (readonly [path: string, weakened: unknown])[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      withoutOneField(item).map(([path, weakened]) => [`${index}.${path}`, value.with(index, weakened)] as const),
    )
  }
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const { [key]: _, ...rest } = value
    const deeper = withoutOneField(inner).map(
      ([path, weakened]) => [`${key}.${path}`, { ...value, [key]: weakened }] as const,
    )
    return [[key, rest] as const, ...deeper]
  })
}
