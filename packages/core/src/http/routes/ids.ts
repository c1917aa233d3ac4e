import { z } from 'zod'

/** The id in a path, already read as a number; anything else than an id is null. */
export const pathId = z.int().min(1)

/** The id in the answer. */
export const answeredId = z.int()

/** `instance_id` in a body. */
export const bodyInstanceId = z
  .int({
    error: (issue) =>
      issue.input === undefined
        ? 'instance_id is missing. Write the id of the instance to send from, e.g. 1.'
        : 'instance_id is not a JSON integer. Write the id without quotes, e.g. 1.',
  })
  .min(1, 'instance_id is below 1. Write the id of the instance to send from, e.g. 1.')
  .meta({ description: 'The connected WhatsApp number to send from.' })

/** The words for a body that is no object. */
export const bodyMustBeObject = 'The body is not a JSON object. Write one, e.g. {"instance_id":1,...}.'

/** A time in an answer. */
export const answeredTime = z.iso.datetime({ precision: 3 })

/** Writes a time as ISO 8601 in UTC with milliseconds; null stays null. */
export const toAnsweredTime = (time: Date | null): string | null => time?.toISOString() ?? null
