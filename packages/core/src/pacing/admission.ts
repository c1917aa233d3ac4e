import type { HeldReason } from './held-reasons.ts'

/** What a claim knows of a message that is due, and of its recipient. Times are epoch ms. */
export interface Candidate {
  readonly id: number
  readonly lane: number
  readonly recipient: string
  readonly expiresAt: number | null
  /** When the number first and last wrote to the recipient, and when the recipient last wrote to the number. */
  readonly firstSentAt: number | null
  readonly lastSentAt: number | null
  readonly lastInboundAt: number | null
  /** When the first of the earlier messages to the same recipient in the same lane is due that wait; null when none does. */
  readonly earlierDueAt: number | null
}

/** What decides about candidates, the same for all of one claim. */
export interface AdmissionRules {
  readonly at: number
  readonly recipientGapMs: number
  /** Until when nobody new is written to because today's number of first contacts is reached; null while it is not. */
  readonly firstContactsUntil: number | null
  /** Until when whoever did not write to the number lately is not written to; null without a restriction. */
  readonly strangersUntil: number | null
}

/** A message that may not go now: until when, and why. */
export interface Parked {
  readonly id: number
  readonly until: number
  readonly reason: HeldReason
}

/** What becomes of one candidate. */
export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'park'; readonly until: number; readonly reason: HeldReason }

/** How long somebody counts as known after writing to the number. */
export const knownMs = 30 * 24 * 3_600_000

/** Tells whether somebody who last wrote to the number at a time, or never, is known to it. */
export const isKnown = (lastInboundAt: number | null, at: number): boolean =>
  lastInboundAt !== null && at - lastInboundAt < knownMs

/** Judges one candidate. */
export const judge = (candidate: Candidate, rules: AdmissionRules): Verdict => {
  const { at, recipientGapMs, firstContactsUntil, strangersUntil } = rules
  const { expiresAt, firstSentAt, lastSentAt, earlierDueAt } = candidate
  if (expiresAt !== null && expiresAt <= at) return { kind: 'expired' }
  // What holds the recipient comes first: it holds the earlier message too, and both are let go together.
  if (isAhead(strangersUntil, at) && !isKnown(candidate.lastInboundAt, at)) return park(strangersUntil, 'restricted')
  if (isAhead(firstContactsUntil, at) && firstSentAt === null) return park(firstContactsUntil, 'first_contacts_cap')
  if (isAhead(earlierDueAt, at)) return park(earlierDueAt, 'order')
  // A time in the future (a clock that was set back) counts as now.
  const gapEndsAt = lastSentAt === null ? at : Math.min(lastSentAt, at) + recipientGapMs
  if (gapEndsAt > at) return park(gapEndsAt, 'recipient_gap')
  return { kind: 'go' }
}

/**
 * Goes through candidates in their order until one may go: tells which, and what becomes of those before it. A message to
 * the recipient of one that is parked waits behind that one, within their lane.
 */
export const admit = (
  candidates: readonly Candidate[],
  rules: AdmissionRules,
): { readonly goes: number | null; readonly parked: readonly Parked[]; readonly expired: readonly number[] } => {
  const parked: Parked[] = []
  const expired: number[] = []
  const waiting = new Map<string, number>()
  for (const candidate of candidates) {
    const place = `${candidate.lane} ${candidate.recipient}`
    const earlierDueAt = waiting.get(place) ?? candidate.earlierDueAt
    const verdict = judge({ ...candidate, earlierDueAt }, rules)
    if (verdict.kind === 'go') return { goes: candidate.id, parked, expired }
    if (verdict.kind === 'expired') expired.push(candidate.id)
    else {
      parked.push({ id: candidate.id, until: verdict.until, reason: verdict.reason })
      if (!waiting.has(place)) waiting.set(place, verdict.until)
    }
  }
  return { goes: null, parked, expired }
}

const park = (until: number, reason: HeldReason): Verdict => ({ kind: 'park', until, reason })

const isAhead = (until: number | null, at: number): until is number => until !== null && until > at
