import { z } from 'zod'
import { fieldError } from '../errors/field-error.ts'
import type { KeyScope } from '../storage/account-record.ts'
import type { ApiKeyPatch } from '../storage/account-store.ts'
import { keyScopes } from '../storage/key-scopes.ts'
import type { ApiKeyInput, RotateOptions } from './kept-api-key.ts'

const dayMs = 86_400_000
const longestGraceMs = 30 * dayMs
const mostInstances = 1_000

/** What a caller may call a key. */
export const keyName = z
  .string({ error: 'must be a text of 1 to 100 characters' })
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(100, { error: 'must have at most 100 characters' })
  .refine((name) => !/\0|\p{Surrogate}/u.test(name), { error: 'must be a text of whole characters' })
  .nullable()

/** What a caller may write for scopes; each counts once, in the order in which they are listed. */
export const scopesOfKey = z
  .array(z.enum(keyScopes, { error: `must be ${keyScopes.slice(0, -1).join(', ')} or ${keyScopes.at(-1)}` }), {
    error: `must be a list of ${keyScopes.join(', ')}`,
  })
  .min(1, { error: 'must name at least one scope, e.g. ["send"]' })
  .transform((scopes): readonly KeyScope[] => keyScopes.filter((scope) => scopes.includes(scope)))

/** What a caller may write for the instances that a key sees. */
export const instanceIdsOfKey = z
  .array(z.int({ error: 'must be the id of an instance, e.g. 1' }).min(1, { error: 'must be the id of an instance' }), {
    error: 'must be a list of ids, e.g. [1, 2], or null for all instances',
  })
  .min(1, { error: 'must name at least one instance; null means all' })
  .max(mostInstances, { error: `must name at most ${mostInstances} instances` })
  .transform((ids): readonly number[] => [...new Set(ids)].sort((a, b) => a - b))
  .nullable()

const example = 'e.g. 2027-01-31T00:00:00Z, or null for never'

/** What a caller may write in JSON for the end of a key. */
export const endOfKey = z.iso
  .datetime({ offset: true, error: `must be a time in ISO 8601 with its offset, ${example}` })
  .nullable()

const time = z.union([z.date().nullable(), endOfKey], {
  error: `must be a Date, or a time in ISO 8601 with its offset, ${example}`,
})

const input = z.object({
  name: keyName.optional(),
  scopes: scopesOfKey.optional(),
  instanceIds: instanceIdsOfKey.optional(),
  expiresAt: time.optional(),
})

const grace = z
  .int({ error: 'must be a whole number of milliseconds, e.g. 3600000' })
  .min(0, { error: 'must not be negative; 0 ends the old key at once' })
  .max(longestGraceMs, { error: `must be at most ${longestGraceMs} ms, which is 30 days` })

/** Reads what a caller wrote for a key at `now`; what is missing is left out. Throws `invalid_request`. */
export const readApiKeyInput = (given: ApiKeyInput, now: number): ApiKeyPatch => {
  const { name, scopes, instanceIds, expiresAt } = parse(input, given, '')
  return { name, scopes, instanceIds, expiresAt: toEnd(expiresAt, now) }
}

/** Reads how a key is to be replaced at `now`. Throws `invalid_request`. */
export const readRotation = (
  { graceMs = dayMs, expiresAt }: RotateOptions,
  now: number,
): { readonly graceEndsAt: number; readonly expiresAt: number | null | undefined } => ({
  graceEndsAt: now + parse(grace, graceMs, 'graceMs'),
  expiresAt: toEnd(parse(time.optional(), expiresAt, 'expiresAt'), now),
})

/** Reads the end of a key that `field` names; null is none. Throws `invalid_request` when it is past at `now`. */
export const toEnd = (
  end: Date | string | null | undefined,
  now: number,
  field = 'expiresAt',
): number | null | undefined => {
  if (end === null || end === undefined) return end
  const at = new Date(end).getTime()
  if (at > now) return at
  throw fieldError(field, 'must lie in the future; revoke a key that is to end now')
}

const parse = <Value>(schema: z.ZodType<Value>, value: unknown, name: string): Value => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw fieldError(
    [name, ...(issue?.path ?? [])].filter((part) => part !== '').join('.'),
    issue?.message ?? 'not valid',
  )
}
