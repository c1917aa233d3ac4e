import { z } from 'zod'
import type { Pacing } from '../../pacing/pacing-rules.ts'

/** What bounds a number, in an answer: the names of the options in the spelling of JSON. */
export const pacingAnswer = z
  .object({
    messages: z.int(),
    per_ms: z.number(),
    settle_ms: z.number().optional(),
    daily_messages: z.int().optional(),
    daily_first_contacts: z.int().optional(),
    warm_up: z.object({ first_day: z.int(), days: z.int() }).optional(),
    quiet_hours: z.object({ from: z.string(), to: z.string() }).optional(),
    recipient_gap_ms: z.number().optional(),
  })
  .meta({ title: 'Pacing', description: 'How fast a number may write, and what bounds it beside that.' })

/** Writes what bounds a number as it is answered. */
export const toPacingAnswer = (pacing: Pacing): z.infer<typeof pacingAnswer> => ({
  messages: pacing.messages,
  per_ms: pacing.perMs,
  settle_ms: pacing.settleMs,
  daily_messages: pacing.dailyMessages,
  daily_first_contacts: pacing.dailyFirstContacts,
  warm_up: pacing.warmUp && { first_day: pacing.warmUp.firstDay, days: pacing.warmUp.days },
  quiet_hours: pacing.quietHours,
  recipient_gap_ms: pacing.recipientGapMs,
})

const optionsByField: Readonly<Record<string, string>> = {
  per_ms: 'perMs',
  settle_ms: 'settleMs',
  daily_messages: 'dailyMessages',
  daily_first_contacts: 'dailyFirstContacts',
  warm_up: 'warmUp',
  first_day: 'firstDay',
  quiet_hours: 'quietHours',
  recipient_gap_ms: 'recipientGapMs',
}
const fieldsByOption = Object.fromEntries(Object.entries(optionsByField).map(([field, option]) => [option, field]))

/** Reads the fields of a body under the names of the options; what is no option keeps its name, and is refused by it. */
export const toPacingOptions = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([field, inner]) => [optionsByField[field] ?? field, toPacingOptions(inner)]),
      )
    : value

/** Gives the field that an option is written in. */
export const toPacingField = (option: PropertyKey): PropertyKey => fieldsByOption[String(option)] ?? option
