import type { MessageFilter, MessagePage } from '../storage/message-filter.ts'
import type { MessageStatus } from '../storage/message-record.ts'
import { messageStatuses } from '../storage/message-status.ts'
import { readCursor } from './list-cursor.ts'
import { problemsError } from './problems-error.ts'
import type { MessageProblem } from './read-message.ts'
import { readRecipient } from './recipient.ts'
import { spelled } from './spelled.ts'
import { mustBeTime, toTime } from './written-time.ts'

/** What a caller wrote, from code or over HTTP. */
type Fields = Readonly<Record<string, unknown>>

const maxPage = 100
const usualPage = 50

/** Reads which messages are meant. Throws `invalid_request` or `invalid_recipient`, naming everything that is wrong. */
export const readMessageFilter = (fields: Fields): MessageFilter => {
  const reader = createReader(fields)
  return reader.finish(readCommon(reader))
}

/** Reads which page of an account's messages is asked for. Throws like {@link readMessageFilter}. */
export const readMessagePage = (fields: Fields): MessagePage => {
  const reader = createReader(fields)
  return reader.finish({
    ...readCommon(reader),
    statuses: reader.read(['status', 'status'], toStatuses, `must be one or more of ${messageStatuses.join(', ')}`),
    errorCode: reader.read(['errorCode', 'error_code'], toErrorCode, 'must be an error code, e.g. not_on_whatsapp'),
    after: reader.read(
      ['cursor', 'cursor'],
      (cursor) => readCursor(cursor) ?? undefined,
      'is damaged, or no next_cursor of this list. Leave it out to begin anew',
    ),
    limit: reader.read(['limit', 'limit'], toLimit, `must be a whole number from 1 to ${maxPage}`) ?? usualPage,
  })
}

/** Tells whether a filter means anything less than all. */
export const isFilter = (filter: MessageFilter): boolean => Object.values(filter).some((value) => value !== undefined)

const readCommon = (reader: Reader): MessageFilter => {
  const filter = {
    instanceId: reader.read(['instanceId', 'instance_id'], toId, 'must be the whole number of an instance, e.g. 1'),
    recipient: reader.readRecipient(),
    queuedFrom: reader.read(['queuedFrom', 'queued_from'], toTime, mustBeTime),
    queuedTo: reader.read(['queuedTo', 'queued_to'], toTime, mustBeTime),
  }
  const { queuedFrom, queuedTo } = filter
  if (queuedFrom !== undefined && queuedTo !== undefined && queuedTo <= queuedFrom) {
    reader.refuse(['queuedTo', 'queued_to'], `must be later than ${reader.nameOf(['queuedFrom', 'queued_from'])}`)
  }
  return filter
}

type Names = readonly [inCode: string, overHttp: string]

interface Reader {
  nameOf(names: Names): string
  refuse(names: Names, problem: string): void
  /** Reads a field that may be missing; what `convert` gives nothing for is a problem. */
  read<Value>(names: Names, convert: (value: unknown) => Value | undefined, problem: string): Value | undefined
  readRecipient(): string | undefined
  /** Gives what was read unless there was a problem. */
  finish<Value>(read: Value): Value
}

const createReader = (fields: Fields): Reader => {
  const problems: MessageProblem[] = []
  const reader: Reader = {
    nameOf: (names) => spelled(fields, names).name,
    refuse: (names, problem) => {
      problems.push({ field: reader.nameOf(names), problem })
    },
    read: (names, convert, problem) => {
      const { value } = spelled(fields, names)
      if (value === undefined) return undefined
      const read = convert(value)
      if (read === undefined) reader.refuse(names, problem)
      return read
    },
    readRecipient: () => {
      if (fields.to === undefined) return undefined
      const recipient = readRecipient(fields.to)
      if (recipient.ok) return recipient.digits
      reader.refuse(['to', 'to'], recipient.problem)
      return undefined
    },
    finish: (read) => {
      if (problems.length > 0) throw problemsError(problems)
      return read
    },
  }
  return reader
}

const toId = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined

const toLimit = (value: unknown): number | undefined => {
  const limit = toId(value)
  return limit === undefined || limit > maxPage ? undefined : limit
}

const toStatuses = (value: unknown): readonly MessageStatus[] | undefined => {
  const named: readonly unknown[] = Array.isArray(value) ? value : [value]
  const statuses = messageStatuses.filter((status) => named.includes(status))
  const isUnknown = named.some((each) => !messageStatuses.some((status) => status === each))
  return isUnknown || statuses.length === 0 ? undefined : statuses
}

const toErrorCode = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[a-z0-9_]{1,100}$/.test(value) ? value : undefined
