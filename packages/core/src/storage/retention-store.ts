/** One batch of what has had its time: the oldest first. */
export interface PruneBatch {
  /** Epoch ms: what is younger stays. */
  readonly before: number
  /** The most rows to remove. */
  readonly limit: number
  /** Where to go on: `next` of the batch before, 0 at first. */
  readonly after: number
}

/** What a batch has done. */
export interface PruneOutcome {
  readonly removed: number
  /** Where the next batch begins; null when this one came to the end. */
  readonly next: number | null
}

/**
 * Removes what nobody needs any more, in batches that are a short transaction each. Callers of several processes may
 * prune at once: none waits for another, or for a row that somebody works on. A message that is `queued` or `sending`
 * is never touched, however old it is; the age of every other one counts from the last change of its status.
 */
export interface RetentionStore {
  /** Takes the content and the built message out of ended messages; the rest stays readable. */
  pruneBodies(batch: PruneBatch): Promise<PruneOutcome>
  /** Removes ended messages without a body: those that still have one are left to {@link RetentionStore.pruneBodies}. */
  pruneMessages(batch: PruneBatch): Promise<PruneOutcome>
  /** Removes events, and from `orphansBefore` back those whose message is gone, also where they are not due yet. */
  pruneEvents(batch: PruneBatch & { readonly orphansBefore: number }): Promise<PruneOutcome>
  /** Removes idempotency keys with their answers. */
  pruneKeys(batch: PruneBatch): Promise<PruneOutcome>
}
