import type { QueueHold } from '../pacing/held-reasons.ts'

/** How long WhatsApp is left alone after it asked to slow down. */
export interface RateLimit {
  /** Epoch ms. */
  readonly until: number
  /** How often in a row it asked. */
  readonly times: number
}

/** Reads from what holds a queue how long WhatsApp is to be left alone; how often it asked before is not kept. */
export const toRateLimit = (holds: readonly QueueHold[]): RateLimit | null => {
  const hold = holds.find(({ reason }) => reason === 'rate_limited')
  return hold === undefined || hold.until === null ? null : { until: hold.until, times: 1 }
}

/** The first pause after WhatsApp asked to slow down. */
export const firstPauseMs = 30_000
/** The longest one. */
export const longestPauseMs = 30 * 60_000

/**
 * Gives the pause of a whole number after WhatsApp asked once more to slow down: it doubles with each time, with up to a
 * quarter on top, so that numbers do not come back in step. What is asked during a pause is part of the same time.
 */
export const nextRateLimit = (current: RateLimit | null, now: number, random: number): RateLimit => {
  if (current !== null && current.until > now) return current
  const times = (current?.times ?? 0) + 1
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(times - 1, 20))
  return { times, until: now + Math.round(pauseMs * (1 + random / 4)) }
}
