import { z } from 'zod'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Plan } from '../storage/account-record.ts'

/** The plan of an account that was given none: no limits. */
export const unlimitedPlan: Plan = { monthlyMessages: null, dailyMessages: null, instances: null }

/** What a caller may write for one limit of a plan. */
export const planLimitSchema = z
  .int({ error: 'must be a whole number, or null for no limit' })
  .min(0, { error: 'must not be negative; null means no limit' })
  .nullable()

/** What a caller may write for a plan. */
export const planSchema = z
  .object({ monthlyMessages: planLimitSchema, dailyMessages: planLimitSchema, instances: planLimitSchema })
  .partial()
  .strict()
  .transform(withoutUndefined)

/** What a caller may write for the name of an account. */
export const accountNameSchema = z
  .string({ error: 'must be a text, e.g. shop' })
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(100, { error: 'must have at most 100 characters' })
  .refine((name) => !/\0|\p{Surrogate}/u.test(name), { error: 'must be a text of whole characters' })

/** What a caller may write for a time zone. */
export const timeZoneSchema = z
  .string({ error: 'must be an IANA time zone, e.g. Africa/Cairo or UTC' })
  .refine(isTimeZone, { error: 'must be an IANA time zone, e.g. Africa/Cairo or UTC' })

/** Reads what a caller wrote for an account. Throws `invalid_request`. */
export const readAccountInput = (input: {
  readonly name?: unknown
  readonly plan?: unknown
  readonly timeZone?: unknown
}): {
  readonly name: string | undefined
  readonly plan: Partial<Plan> | undefined
  readonly timeZone: string | undefined
} => {
  const result = accountInputSchema.safeParse(input)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new KhabeerError(
      'invalid_request',
      `${issue?.path.join('.') ?? 'account'}: ${issue?.message ?? 'not valid'}.`,
    )
  }
  return { name: result.data.name, plan: result.data.plan, timeZone: result.data.timeZone }
}

const accountInputSchema = z.object({
  name: accountNameSchema.optional(),
  plan: planSchema.optional(),
  timeZone: timeZoneSchema.optional(),
})

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // The constructor is the only check there is: it throws a RangeError for a zone it does not know.
    return false
  }
}

function withoutUndefined(plan: { readonly [Key in keyof Plan]?: Plan[Key] | undefined }): Partial<Plan> {
  return Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined))
}
