import type { AccountRestriction } from '../../transport.ts'

/**
 * Reads what WhatsApp says of a reach-out timelock: undefined for anything else, null when none holds. Loosely, because
 * its form is known from the client's sources alone.
 */
export const readTimelock = (said: unknown): AccountRestriction | null | undefined => {
  const isActive = fieldOf(said, 'is_active') ?? fieldOf(said, 'isActive')
  if (isActive === undefined) return undefined
  if (isActive !== true && isActive !== 'true' && isActive !== 1) return null
  const kind = fieldOf(said, 'enforcement_type') ?? fieldOf(said, 'enforcementType')
  const until = fieldOf(said, 'time_enforcement_ends') ?? fieldOf(said, 'timeEnforcementEnds')
  return { type: toWord(kind), until: toTime(until) }
}

/**
 * Reads what WhatsApp says of its cap on new chats: undefined for anything else, null while there is room. A guess: nobody
 * has seen it from outside.
 */
export const readNewChatCap = (said: unknown): AccountRestriction | null | undefined => {
  const status = fieldOf(said, 'capping_status')
  if (typeof status !== 'string') return undefined
  if (!/^capped$/i.test(status)) return null
  return { type: 'new_chat_cap', until: toTime(fieldOf(said, 'cycle_end_timestamp')) }
}

/** The client's own word for "no particular kind". */
const toWord = (kind: unknown): string =>
  typeof kind === 'string' && kind !== 'DEFAULT' && /^[a-z_]{1,60}$/i.test(kind)
    ? kind.toLowerCase()
    : 'reachout_timelock'

/** A time in seconds, in milliseconds or as a date. */
const toTime = (value: unknown): number | null => {
  const time = value instanceof Date ? value.getTime() : Number(value ?? 0)
  if (!Number.isFinite(time) || time <= 0) return null
  return time < 100_000_000_000 ? time * 1000 : time
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
