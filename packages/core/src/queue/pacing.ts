import type { Pacing } from '../pacing/pacing-rules.ts'

/**
 * Tells when a number may write next: one message every `perMs / messages` after the last one. A stored time that lies in
 * the future (a clock that was set back) counts as now, so that it can delay one message by one gap and no more.
 */
export const nextSendAt = (lastSendAt: number | null, pacing: Pacing, now: number): number => {
  if (lastSendAt === null) return now
  return Math.max(now, Math.min(lastSendAt, now) + gapMs(pacing))
}

/** Gives how long a number stays silent after it came online. */
export const settleMs = (pacing: Pacing): number => pacing.settleMs ?? Math.min(longestSettleMs, gapMs(pacing))

/** The pause between two messages of one number. */
const gapMs = (pacing: Pacing): number => pacing.perMs / pacing.messages

const longestSettleMs = 5_000
