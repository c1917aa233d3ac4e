import type { z } from 'zod'
import { KhabeerError } from '../errors/khabeer-error.ts'

/** How many of the names that mean nothing are told: a body may be full of them. */
const toldNames = 10

/** Checks what a client sent against a schema. Throws `invalid_request` naming every field that is wrong. */
export const parseInput = <Value>(schema: z.ZodType<Value>, value: unknown): Value => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) =>
    pathsOf(issue).map((path) => ({ field: path.join('.'), problem: issue.message })),
  )
  throw new KhabeerError('invalid_request', problems.map(sentence).join(' '), { details: { problems } })
}

const pathsOf = (issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] =>
  issue.code === 'unrecognized_keys' ? issue.keys.slice(0, toldNames).map((key) => [...issue.path, key]) : [issue.path]

const sentence = ({ field, problem }: { readonly field: string; readonly problem: string }): string =>
  `${field === '' ? 'The body' : `${field}:`} ${problem}.`
