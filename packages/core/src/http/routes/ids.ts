import { z } from 'zod'

/** The id in a path, already read as a number; anything else than an id is null. */
export const pathId = z.int().min(1)

/** The id in the answer. */
export const answeredId = z.int()

/** `instance_id` in a body. */
export const bodyInstanceId = z
  .int({
    error: (issue) => (issue.input === undefined ? 'is required, e.g. 1' : 'must be a JSON integer, e.g. 1'),
  })
  .min(1, 'must be the id of an instance, e.g. 1')
  .meta({ description: 'The connected WhatsApp number to send from.' })

/** What is wrong with a body that is no object. */
export const mustBeObject = (example: string): string => `must be a JSON object, e.g. ${example}`

/** A time in an answer. */
export const answeredTime = z.iso.datetime({ precision: 3 })

/** Writes a time as ISO 8601 in UTC with milliseconds; null stays null. */
export const toAnsweredTime = (time: Date | null): string | null => time?.toISOString() ?? null
