import type { AcceptBatch, AcceptOutcome } from '../message-store.ts'
import type { WaitingCall } from './accept-by-arrays.ts'

/** A call that waits for its outcome. */
export interface AcceptJob {
  readonly batch: AcceptBatch
  resolve(outcome: AcceptOutcome): void
  reject(error: unknown): void
  /** When it came, in the milliseconds of `performance.now()`. */
  readonly askedAt: number
  /** Whether it was sent to the database and the answer was lost. */
  isInDoubt: boolean
}

/** A call that no statement for many accepted; `call` is null when the time zone of its account is not known. */
export interface UndecidedAccept {
  readonly job: AcceptJob
  readonly call: WaitingCall | null
}

/** The most messages of one group: of one statement, or of one transaction that holds the event loop. */
const maxMessages = 1_000

/** Takes from the front what one group can hold; a key that is in it already waits for a later one. */
export const takeGroup = <Job extends Pick<AcceptJob, 'batch'>>(
  waiting: readonly Job[],
): { readonly group: readonly Job[]; readonly later: readonly Job[] } => {
  const group: Job[] = []
  const later: Job[] = []
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

/** The most calls of one account that are decided together. */
const maxAlike = 50

/**
 * Counts the calls at the front of one account's line that count in the same periods: together they take the same two
 * counters, so that no two transactions wait for each other's. One of which too little is known stands alone.
 */
export const countAlike = (line: readonly UndecidedAccept[]): number => {
  const first = line[0]?.call ?? null
  if (first === null) return Math.min(1, line.length)
  const end = line.findIndex(({ call }) => call === null || !isAlike(first, call))
  return Math.min(maxAlike, end === -1 ? line.length : end)
}

const isAlike = (first: WaitingCall, second: WaitingCall): boolean =>
  first.timeZone === second.timeZone &&
  first.periods.day === second.periods.day &&
  first.periods.month === second.periods.month

const keyOf = ({ accountId, idempotency }: AcceptBatch): string | null =>
  idempotency === undefined ? null : `${accountId} ${idempotency.route} ${idempotency.key}`
