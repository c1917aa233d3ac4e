/** How long things are kept, after the defaults were filled in; 0 is for ever. */
export interface Retention {
  readonly messagesDays: number
  readonly bodiesDays: number
  readonly eventsDays: number
  readonly idempotencyHours: number
}

/** Up to when things go, in epoch ms; 0 where they are kept for ever. */
export interface CutOffs {
  readonly bodies: number
  readonly messages: number
  readonly events: number
  readonly keys: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** A key counts by the clock of the process that accepts: one whose clock is behind must still find it. */
const keyMarginMs = hourMs

/** Gives what has had its time. A body never outlives its message, and a message goes only without one. */
export const cutOffsAt = (now: number, retention: Retention): CutOffs => {
  const messages = cutOff(now, retention.messagesDays, dayMs)
  return {
    bodies: Math.max(cutOff(now, retention.bodiesDays, dayMs), messages),
    messages,
    events: cutOff(now, retention.eventsDays, dayMs),
    keys: cutOff(now - keyMarginMs, retention.idempotencyHours, hourMs),
  }
}

const cutOff = (now: number, units: number, unitMs: number): number => (units === 0 ? 0 : now - units * unitMs)
