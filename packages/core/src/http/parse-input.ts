import type { z } from 'zod'
import { KhabeerError } from '../errors/khabeer-error.ts'

/** Checks what a client sent against a schema. Throws `invalid_request` naming every field that is wrong. */
export const parseInput = <Value>(schema: z.ZodType<Value>, value: unknown): Value => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  throw new KhabeerError(
    'invalid_request',
    fields.map((field) => field.message).join(' '),
    fields.length > 1 ? { details: { fields } } : {},
  )
}
