import { z } from 'zod'
import type { MessageListQuery, MessageQuery } from '../../messages/message-query.ts'
import { messageStatuses } from '../../storage/message-status.ts'
import { onlyParameters } from './known-names.ts'

// The core judges a filter, for code too; here it is only described, and its numbers are read as such.
const described = (meta: Readonly<Record<string, unknown>>) => z.unknown().optional().meta(meta)

const filter = {
  instance_id: described({ type: 'integer', minimum: 1, description: 'Only messages of this instance.' }),
  to: described({ type: 'string', description: 'Only messages to this recipient.' }),
  queued_from: described({ type: 'string', format: 'date-time', description: 'Only what was queued then or later.' }),
  queued_to: described({ type: 'string', format: 'date-time', description: 'Only what was queued before that.' }),
}

const page = {
  ...filter,
  status: described({
    type: 'array',
    minItems: 1,
    items: { type: 'string', enum: [...messageStatuses] },
    description: 'Only messages of these statuses: repeated, or with commas between.',
  }),
  error_code: described({
    type: 'string',
    pattern: '^[a-z0-9_]{1,100}$',
    description: 'Only what failed or expired for this reason.',
  }),
  limit: described({ type: 'integer', minimum: 1, maximum: 100, default: 50, description: 'How many at most.' }),
  cursor: described({ type: 'string', description: 'The next_cursor of the page before.' }),
}

/** The query that filters messages. */
export const messageFilterQuery = onlyParameters(filter)

/** The query that asks for a page of messages. */
export const messagePageQuery = onlyParameters(page)

/** Reads a filter as far as a query string differs from what code passes. The core checks every field itself. */
export const toMessageQuery = (query: z.infer<typeof messageFilterQuery>): MessageQuery =>
  ({
    ...query,
    instance_id: toNumber(query.instance_id),
    queued_from: withPlus(query.queued_from),
    queued_to: withPlus(query.queued_to),
  }) as MessageQuery

/** The same for a page. */
export const toMessageListQuery = (query: z.infer<typeof messagePageQuery>): MessageListQuery =>
  ({ ...toMessageQuery(query), limit: toNumber(query.limit), status: toStatuses(query.status) }) as MessageListQuery

const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value

/** In a query string a plus stands for a space; before an offset it was meant as one. */
const withPlus = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/ (?=\d\d:\d\d$)/, '+') : value

const toStatuses = (value: unknown): unknown => {
  if (value === undefined) return undefined
  const written: readonly unknown[] = Array.isArray(value) ? value : [value]
  return written.flatMap((each) => (typeof each === 'string' ? each.split(',') : [each]))
}
