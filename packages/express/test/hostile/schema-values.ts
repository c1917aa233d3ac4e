import fc from 'fast-check'

/** A JSON schema, as far as the API's own description uses it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** Values for fields whose schema says less than the field means, by the field's name. */
export type FieldValues = Readonly<Record<string, fc.Arbitrary<unknown>>>

/** Builds the values that a schema allows, those of some fields given. */
export const valuesOf = (
  schema: Schema,
  resolve: (ref: string) => Schema,
  given: FieldValues,
): fc.Arbitrary<unknown> => {
  const build = (part: Schema): fc.Arbitrary<unknown> => {
    if (part.$ref !== undefined) return build(resolve(part.$ref))
    if (part.anyOf !== undefined) return fc.oneof(...part.anyOf.map(build))
    if (part.enum !== undefined) return fc.constantFrom(...part.enum)
    return fc.oneof(...[part.type ?? []].flat().map((type) => ofType(type, part)))
  }

  const ofType = (type: string, part: Schema): fc.Arbitrary<unknown> => {
    if (type === 'null') return fc.constant(null)
    if (type === 'boolean') return fc.boolean()
    if (type === 'integer') return integers(part)
    if (type === 'string') return ofString(part)
    if (type === 'array')
      return fc.array(build(part.items ?? {}), {
        minLength: part.minItems ?? 0,
        maxLength: Math.min(part.maxItems ?? 10, 10),
      })
    if (type === 'object') return object(part)
    throw new Error(`There are no values of the type ${type} yet.`)
  }

  const object = ({ properties = {}, required = [] }: Schema) =>
    fc.record(
      Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, given[name] ?? build(part)])),
      { requiredKeys: [...required], noNullPrototype: true },
    )

  return build(schema)
}

const integers = ({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: Schema) =>
  fc.integer({ min: Math.max(minimum, -(2 ** 53 - 1)), max: Math.min(maximum, 2 ** 53 - 1) })

const ofString = (part: Schema): fc.Arbitrary<string> => {
  if (part.format === 'date-time') return times
  return part.pattern === undefined ? texts(part) : fc.stringMatching(new RegExp(part.pattern, 'u'))
}

/** What databases keep: neither NUL nor halves of a character, and more than blanks. */
const texts = ({ minLength = 0, maxLength = 100 }: Schema) =>
  fc
    .string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 100) })
    .filter((text) => !text.includes('\0') && text.trim().length >= minLength && text.length <= maxLength)

const times = fc
  .date({ min: new Date('2027-01-01T00:00:00Z'), max: new Date('2027-06-01T00:00:00Z'), noInvalidDate: true })
  .map((time) => time.toISOString())
