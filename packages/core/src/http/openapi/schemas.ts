import { z } from 'zod'
import type { JsonObject } from './json-object.ts'
import { isJsonObject } from './json-object.ts'

/** Turns the schemas of routes into those of the document. */
export interface Schemas {
  /** Describes what a client sends. */
  taken(schema: z.ZodType): JsonObject
  /** Describes what a client gets. */
  given(schema: z.ZodType): JsonObject
  /** Gives what bears a title, each once, in the order of the alphabet. */
  components(): Readonly<Record<string, JsonObject>>
}

/** Builds the turner: a schema with a title becomes a component of that name, wherever it stands. */
export const createSchemas = (): Schemas => {
  const named = new Map<string, JsonObject>()

  const lift = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(lift)
    if (!isJsonObject(value)) return value
    const { title, ...rest } = value
    const lifted = Object.fromEntries(Object.entries(rest).flatMap(([key, inner]) => liftEntry(key, inner)))
    if (typeof title !== 'string') return lifted
    const known = named.get(title)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(lifted)) {
      throw new Error(`Two different schemas bear the title ${title}.`)
    }
    named.set(title, lifted)
    return { $ref: `#/components/schemas/${title}` }
  }

  const liftEntry = (key: string, inner: unknown): readonly (readonly [string, unknown])[] => {
    if (key === '$schema') return []
    if (key === 'properties' && isJsonObject(inner)) {
      return [[key, Object.fromEntries(Object.entries(inner).map(([name, schema]) => [name, lift(schema)]))]]
    }
    return [[key, lift(inner)]]
  }

  const describe = (schema: z.ZodType, io: 'input' | 'output'): JsonObject => {
    const described = lift(z.toJSONSchema(schema, { io, override: io === 'input' ? shorten : open }))
    return isJsonObject(described) ? described : {}
  }

  return {
    taken: (schema) => describe(schema, 'input'),
    given: (schema) => describe(schema, 'output'),
    components: () => Object.fromEntries([...named].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Leaves out what tells a reader nothing: the pattern of a time, and that an integer is a safe one. */
const shorten = ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

/** What an answer has more than it is said to have comes with a later version, and breaks no client. */
const open: typeof shorten = (described) => {
  shorten(described)
  if (described.jsonSchema.additionalProperties === false) delete described.jsonSchema.additionalProperties
}
