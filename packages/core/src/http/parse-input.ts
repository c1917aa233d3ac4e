import type { z } from 'zod'
import { KhabeerError } from '../errors/khabeer-error.ts'

/** Checks what a client sent against a schema. Throws `invalid_request` naming every field that is wrong. */
export const parseInput = <Value>(schema: z.ZodType<Value>, value: unknown): Value => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }))
  throw new KhabeerError('invalid_request', problems.map(sentence).join(' '), { details: { problems } })
}

const sentence = ({ field, problem }: { readonly field: string; readonly problem: string }): string =>
  `${field === '' ? 'The body' : `${field}:`} ${problem}.`
