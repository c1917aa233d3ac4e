import type { MessageContent, MessageType } from '../storage/message-record.ts'
import { isMessageType, messageTypes } from './message-types.ts'
import { readRecipient } from './recipient.ts'
import type { Timing } from './timing.ts'
import { readTiming } from './timing.ts'

/** One thing that is wrong with what a caller wrote, and what to write instead. */
export interface MessageProblem {
  /** The field, e.g. `to` or `content.url`. */
  readonly field: string
  readonly problem: string
}

/** A message as it will be stored. */
export interface ReadMessage {
  readonly recipient: string
  readonly type: MessageType
  readonly content: MessageContent
  readonly timing: Timing
}

/** Judges a media URL by its text; the problem says what to write instead. */
export type MediaUrlJudge = (url: string) => { readonly ok: true } | { readonly ok: false; readonly problem: string }

/** Reads one message as a caller wrote it, from code or over HTTP, and names everything that is wrong with it. */
export const readMessage = (
  input: unknown,
  judgeMediaUrl: MediaUrlJudge,
):
  | { readonly ok: true; readonly message: ReadMessage }
  | { readonly ok: false; readonly problems: readonly MessageProblem[] } => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refused([{ field: '', problem: 'must be an object such as { "to": "201001234567", "text": "Hello" }' }])
  }
  const fields: Readonly<Record<string, unknown>> = { ...input }
  const recipient = readRecipient(fields.to)
  const problems: MessageProblem[] = recipient.ok
    ? []
    : [{ field: 'to', problem: fields.to === undefined ? 'is required, e.g. 201001234567' : recipient.problem }]
  const timing = readTiming(fields)
  if (!timing.ok) problems.push(...timing.problems)
  const type = fields.type ?? 'text'
  if (!isMessageType(type)) {
    return refused([...problems, { field: 'type', problem: `must be one of ${Object.keys(messageTypes).join(', ')}` }])
  }
  const read = messageTypes[type].read(fields)
  if (!read.ok) {
    problems.push(...read.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message })))
    return refused(problems)
  }
  if (read.content.url !== undefined) {
    const judged = judgeMediaUrl(read.content.url)
    if (!judged.ok) problems.push({ field: 'content.url', problem: judged.problem })
  }
  if (!recipient.ok || !timing.ok || problems.length > 0) return refused(problems)
  return { ok: true, message: { recipient: recipient.digits, type, content: read.content, timing: timing.timing } }
}

const refused = (problems: readonly MessageProblem[]) => ({ ok: false, problems }) as const
