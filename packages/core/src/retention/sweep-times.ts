/** Gives when the first sweep begins: some minutes after the start, when numbers are connected and the queue goes on. */
export const firstSweepMs = (random: number): number => 120_000 + random * 360_000

/** Gives when the next one begins: about an hour later, and in another minute in each process. */
export const nextSweepMs = (random: number): number => 45 * 60_000 + random * 30 * 60_000

const shortestPauseMs = 25

/** Gives the pause after a batch: at least four times what it took, so that a slow disk gets as much more time. */
export const pauseAfterBatchMs = (tookMs: number): number => Math.max(shortestPauseMs, 4 * tookMs)
