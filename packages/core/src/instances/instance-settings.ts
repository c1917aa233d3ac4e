import { z } from 'zod'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Pacing } from '../pacing/pacing-rules.ts'
import { pacingSchema } from '../pacing/pacing-schema.ts'
import type { InstanceSettings } from '../storage/instance-record.ts'

/** What may be changed of an instance; what is missing stays as it is. */
export interface InstanceChanges {
  /** 1 to 100 characters. */
  readonly name?: string | undefined
  /** What bounds this number, in place of all that was set before; null for what its server goes by. */
  readonly pacing?: Pacing | null | undefined
  /**
   * Texts of the account's own by name, in place of all that was set before: 20 at most, with names of 1 to 64 characters,
   * and 4,096 bytes of JSON together.
   */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

const maxEntries = 20
const maxNameLength = 64
const maxBytes = 4_096

const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text)

const nameProblem = 'must be a text of 1 to 100 characters, e.g. "Main Store Number"'
const nameSchema = z.string({ error: nameProblem }).trim().min(1, nameProblem).max(100, nameProblem)
const storableName = nameSchema.refine(isStorable, nameProblem)

const metadataProblem = 'must be an object of texts, e.g. { "branch": "Cairo" }'
const metadataSchema = z
  .custom<Readonly<Record<string, string>>>(isTexts, metadataProblem)
  .refine((metadata) => Object.keys(metadata).length <= maxEntries, `must have at most ${maxEntries} entries`)
  .refine(
    (metadata) => Object.keys(metadata).every((name) => name.length >= 1 && name.length <= maxNameLength),
    `must have names of 1 to ${maxNameLength} characters`,
  )
  .refine(
    (metadata) => Object.entries(metadata).every((texts) => texts.every(isStorable)),
    'must hold no NUL and no half of a character',
  )
  .refine(
    (metadata) => Buffer.byteLength(JSON.stringify(metadata)) <= maxBytes,
    `must be at most ${maxBytes} bytes of JSON`,
  )

/** Checks what is to be changed of an instance. */
export const changesSchema = z
  .object(
    {
      name: storableName.optional(),
      pacing: pacingSchema.nullable().optional(),
      metadata: metadataSchema.optional(),
    },
    'must be an object, e.g. { "name": "Main Store Number" }',
  )
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    error: 'must hold at least one of name, pacing and metadata',
  })

/** Reads the name of an instance. Throws `invalid_request`. */
export const readName = (name: unknown): string => {
  const read = storableName.safeParse(name)
  if (read.success) return read.data
  throw fieldError('name', nameProblem)
}

/** Reads what is to be changed of an instance, whatever its type. Throws `invalid_request` naming all that is wrong. */
export const readChanges = (input: unknown): InstanceSettings => {
  const read = changesSchema.safeParse(input)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), problem: message }))
  const words = problems.map(({ field, problem }) => `${field === '' ? 'The changes' : `${field}:`} ${problem}.`)
  throw new KhabeerError('invalid_request', words.join(' '), { details: { problems } })
}

function isTexts(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, text]) => name !== '__proto__' && typeof text === 'string')
  )
}
