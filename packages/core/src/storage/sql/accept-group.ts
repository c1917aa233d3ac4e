import type { AcceptBatch, AcceptOutcome } from '../message-store.ts'

/** A call that waits for its outcome. */
export interface AcceptJob {
  readonly batch: AcceptBatch
  resolve(outcome: AcceptOutcome): void
  reject(error: unknown): void
  /** Whether it was sent to the database and the answer was lost. */
  isInDoubt: boolean
}

/** The most messages of one statement. */
const maxMessages = 1_000

/** Takes from the front what one statement can hold; a key that is in it already waits for a later one. */
export const takeGroup = (
  waiting: readonly AcceptJob[],
): { readonly group: readonly AcceptJob[]; readonly later: readonly AcceptJob[] } => {
  const group: AcceptJob[] = []
  const later: AcceptJob[] = []
  const keys = new Set<string>()
  let messages = 0
  for (const [index, job] of waiting.entries()) {
    messages += job.batch.messages.length
    if (messages > maxMessages && group.length > 0) return { group, later: [...later, ...waiting.slice(index)] }
    const key = keyOf(job.batch)
    if (key !== null && keys.has(key)) {
      later.push(job)
      continue
    }
    if (key !== null) keys.add(key)
    group.push(job)
  }
  return { group, later }
}

const keyOf = ({ accountId, idempotency }: AcceptBatch): string | null =>
  idempotency === undefined ? null : `${accountId} ${idempotency.route} ${idempotency.key}`
