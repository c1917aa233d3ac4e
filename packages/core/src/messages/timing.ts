import type { Priority } from '../storage/message-record.ts'
import type { MessageProblem } from './read-message.ts'
import { spelled } from './spelled.ts'
import { mustBeTime, toTime } from './written-time.ts'

/** When and in which lane a message is to go, as its sender wrote it; times are epoch ms. */
export interface Timing {
  readonly priority?: Priority | undefined
  readonly sendAt?: number | undefined
  readonly expiresAt?: number | undefined
  readonly ttlSeconds?: number | undefined
}

/** Timing that was read, or everything that is wrong with it. */
export type TimingOutcome =
  | { readonly ok: true; readonly timing: Timing }
  | { readonly ok: false; readonly problems: readonly MessageProblem[] }

const priorities: readonly Priority[] = ['high', 'normal', 'low']
const longestTtlSeconds = 366 * 24 * 3_600

/** Reads when a message is to go. Times are a `Date`, or ISO 8601 with the offset; names are those that were written. */
export const readTiming = (fields: Readonly<Record<string, unknown>>): TimingOutcome => {
  const problems: MessageProblem[] = []
  const refuse = (field: string, problem: string): undefined => {
    problems.push({ field, problem })
    return undefined
  }
  const readTime = (...names: readonly [string, string]): number | undefined => {
    const { name, value } = spelled(fields, names)
    if (value === undefined || value === null) return undefined
    return toTime(value) ?? refuse(name, mustBeTime)
  }

  const priority = fields.priority ?? undefined
  if (priority !== undefined && !isPriority(priority)) refuse('priority', `must be one of ${priorities.join(', ')}`)
  const sendAt = readTime('sendAt', 'send_at')
  const expiresAt = readTime('expiresAt', 'expires_at')
  const ttl = spelled(fields, ['ttlSeconds', 'ttl_seconds'])
  const hasTtl = ttl.value !== undefined && ttl.value !== null
  if (hasTtl && !isTtl(ttl.value)) {
    refuse(ttl.name, `must be a whole number of seconds from 1 to ${longestTtlSeconds}`)
  }
  const expiry = spelled(fields, ['expiresAt', 'expires_at'])
  if (hasTtl && expiry.value !== undefined && expiry.value !== null) {
    refuse(ttl.name, `cannot stand beside ${expiry.name}: give one of them`)
  }
  if (sendAt !== undefined && expiresAt !== undefined && expiresAt <= sendAt) {
    refuse(expiry.name, `must be later than ${spelled(fields, ['sendAt', 'send_at']).name}`)
  }
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    timing: {
      priority: isPriority(priority) ? priority : undefined,
      sendAt,
      expiresAt,
      ttlSeconds: isTtl(ttl.value) ? ttl.value : undefined,
    },
  }
}

/**
 * Gives what is stored of a timing for a message that is accepted at `at`: a time to send that is past is now, and a time
 * to live counts from when the message may go.
 */
export const resolveTiming = (
  { priority, sendAt, expiresAt, ttlSeconds }: Timing,
  at: number,
  usual: Priority,
): { readonly priority: Priority; readonly sendAt: number | undefined; readonly expiresAt: number | undefined } => {
  const isLater = sendAt !== undefined && sendAt > at
  const livesUntil = ttlSeconds === undefined ? undefined : (isLater ? sendAt : at) + ttlSeconds * 1_000
  return { priority: priority ?? usual, sendAt: isLater ? sendAt : undefined, expiresAt: expiresAt ?? livesUntil }
}

const isPriority = (value: unknown): value is Priority => priorities.some((priority) => priority === value)

const isTtl = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= longestTtlSeconds
