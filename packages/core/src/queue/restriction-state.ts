import type { Restriction } from '../storage/instance-record.ts'

/** How long first contacts wait when WhatsApp does not say until when. */
export const untoldMs = 24 * 3_600_000

/** The restriction of a number whose kind WhatsApp did not tell. */
const untoldType = 'reachout_timelock'

/** What happens to a number that WhatsApp may restrict. */
export type RestrictionHappening =
  /** A message was refused with 463. */
  | { readonly kind: 'refused' }
  /** WhatsApp told, by itself or when asked, that it restricts the number. */
  | { readonly kind: 'told'; readonly type: string; readonly until: number | null }
  /** WhatsApp told by itself that it does not any more. */
  | { readonly kind: 'lifted' }
  /** Time went by. */
  | { readonly kind: 'passed' }
  /** WhatsApp has taken a first contact. */
  | { readonly kind: 'taken' }

/**
 * Gives the restriction after something happened; the same one where that changes nothing. A number is free (null), or
 * held until a time, or probing: then one first contact goes ahead, and the others wait for WhatsApp's word on it.
 */
export const nextRestriction = (
  current: Restriction | null,
  happening: RestrictionHappening,
  now: number,
): Restriction | null => {
  switch (happening.kind) {
    case 'refused':
      // The time that WhatsApp told stays; another refusal says nothing about it.
      if (isHeld(current)) return current
      return { type: current?.type ?? untoldType, until: now + untoldMs, isProbing: false }
    case 'told': {
      const until = happening.until ?? (isHeld(current) ? (current.until ?? now + untoldMs) : now + untoldMs)
      // A time that is over restricts nobody.
      if (until <= now) return isHeld(current) ? probing(current) : current
      return { type: happening.type, until, isProbing: false }
    }
    case 'lifted':
      return isHeld(current) ? probing(current) : current
    case 'passed':
      return isHeld(current) && current.until !== null && current.until <= now ? probing(current) : current
    case 'taken':
      return current?.isProbing === true ? null : current
  }
}

/** Tells whether first contacts wait. */
export const isHeld = (restriction: Restriction | null): restriction is Restriction & { readonly isProbing: false } =>
  restriction !== null && !restriction.isProbing

/** The status of a number that is on the line. */
export const openStatus = (restriction: Restriction | null): 'connected' | 'restricted' =>
  isHeld(restriction) ? 'restricted' : 'connected'

const probing = (restriction: Restriction): Restriction => ({ ...restriction, isProbing: true })
