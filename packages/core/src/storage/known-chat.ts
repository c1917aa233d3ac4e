/** Whoever wrote to a number within this time is known to it: a restriction does not keep it from answering them. */
export const knownChatMs = 30 * 24 * 3_600_000

/** Tells whether somebody who wrote at a time, or never, is known to the number. */
export const isKnownChat = (lastInboundAt: number | null, now: number): boolean =>
  lastInboundAt !== null && lastInboundAt >= now - knownChatMs
