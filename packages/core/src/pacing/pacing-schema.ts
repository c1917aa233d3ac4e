import { z } from 'zod'
import { minuteOf } from './quiet-hours.ts'

const count = (least: number) =>
  z.int({ error: 'must be a whole number' }).min(least, { error: `must be at least ${least}` })
const dayMs = 86_400_000
const duration = z
  .number({ error: 'must be a number of milliseconds' })
  .min(0, { error: 'must be at least 0' })
  .max(dayMs, { error: 'must be at most a day' })
const timeOfDay = z.string().refine((time) => minuteOf(time) !== null, { error: 'must be a time such as 21:30' })

/** Checks what bounds a number. */
export const pacingSchema = z
  .strictObject({
    messages: count(1),
    perMs: z.number().positive({ error: 'must be more than 0' }).max(dayMs, { error: 'must be at most a day' }),
    dailyMessages: count(1).optional(),
    dailyFirstContacts: count(0).optional(),
    warmUp: z.strictObject({ firstDay: count(1), days: count(1) }).optional(),
    quietHours: z
      .strictObject({ from: timeOfDay, to: timeOfDay })
      .refine(({ from, to }) => from !== to, { error: 'must not begin and end at the same time' })
      .optional(),
    recipientGapMs: duration.optional(),
    settleMs: duration.optional(),
  })
  .refine(({ warmUp, dailyMessages }) => warmUp === undefined || dailyMessages !== undefined, {
    error: 'needs a daily cap, which it leads up to',
    path: ['warmUp'],
  })
