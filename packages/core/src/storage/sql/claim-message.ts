import { admit, judge } from '../../pacing/admission.ts'
import { hasEnded } from '../../pacing/held-reasons.ts'
import type { QueueLimits } from '../../pacing/pacing-rules.ts'
import { isNoted } from '../../pacing/queue-hold.ts'
import type { Lease } from '../lease.ts'
import type { ClaimOutcome } from '../message-store.ts'
import { createChangeMessage } from './change-message.ts'
import { createClaimQueries, maxCandidates } from './claim-queries.ts'
import { createEndQueued } from './end-queued.ts'
import { expired } from './expired.ts'
import { toMessageRecord } from './message-rows.ts'
import { createParkMessages } from './park-messages.ts'
import type { SqlProgram } from './program.ts'
import { all, one, run } from './program.ts'
import type { QueueHead } from './queue-head.ts'
import { toCandidate, toQueueHead } from './queue-head.ts'
import { createQueueRules } from './queue-rules.ts'
import { createRequireLease } from './require-lease.ts'
import type { SqlContext } from './sql-context.ts'

/** The most messages whose time is over that one claim ends. */
const maxEnded = 20

/** The two steps of a claim. */
export interface ClaimPrograms {
  /** Only looks: mostly the first message may go. Null when something has to be written before anybody can tell. */
  look(lease: Lease, at: number, limits: QueueLimits): SqlProgram<ClaimOutcome | null>
  /** Lets those whose time has come back in, goes through the first ones, and parks those that have to wait. */
  arrange(lease: Lease, at: number, limits: QueueLimits): SqlProgram<ClaimOutcome>
}

/** Builds the two steps of a claim. */
export const createClaimMessage = (context: SqlContext): ClaimPrograms => {
  const requireLease = createRequireLease(context)
  const rulesOf = createQueueRules(context)
  const message = createChangeMessage(context)
  const endQueued = createEndQueued(context)
  const park = createParkMessages(context)
  const queries = createClaimQueries(context)

  function* readHead(lease: Lease): SqlProgram<QueueHead | null> {
    const row = yield* one(queries.readHead, { ...lease })
    return row === undefined ? null : toQueueHead(row)
  }

  return {
    look: function* (lease, at, limits) {
      const head = yield* readHead(lease)
      if (head === null) {
        yield* requireLease.toRead(lease)
        return nothing
      }
      if (head.isDisabled) return nothing
      if (head.isPaused) return paused
      const { holds, hold, admission } = rulesOf(head, limits, at)
      const { first, nextDueAt, state } = head
      // A hold of the rules is stored only where it holds something.
      const isStale = first === null ? state.holds.some((each) => hasEnded(each, at)) : !isNoted(state.holds, holds)
      if (isStale) return null
      if (hold !== null) return { kind: 'held', reason: hold.reason, until: hold.until }
      if (nextDueAt !== null && nextDueAt <= at) return null
      if (first === null) return { kind: 'idle', nextAt: nextDueAt }
      return judge(first.candidate, admission).kind === 'go' ? { kind: 'message', message: first.message } : null
    },

    arrange: function* (lease, at, limits) {
      const { instanceId } = lease
      yield* requireLease.toWrite(lease)
      const head = yield* readHead(lease)
      if (head === null || head.isDisabled) return nothing
      if (head.isPaused) return paused
      const { holds, hold, admission } = rulesOf(head, limits, at)
      if (!isNoted(head.state.holds, holds)) {
        yield* run(queries.saveHolds, { instanceId, holds: JSON.stringify(holds) })
      }
      if (hold !== null) return { kind: 'held', reason: hold.reason, until: hold.until }

      yield* run(queries.letBackIn, { instanceId, at })
      const rows = yield* all(queries.readCandidates, { instanceId })
      const { goes, parked, expired: over } = admit(rows.map(toCandidate), admission)
      yield* park(parked)
      const changes = yield* endOver(instanceId, over.slice(0, maxEnded), at)
      if (changes.length > 0) return { kind: 'expired', changes }
      const row = goes === null ? undefined : yield* one(queries.readMessage, { messageId: goes })
      if (row !== undefined) return { kind: 'message', message: toMessageRecord(row) }
      if (rows.length === maxCandidates) return { kind: 'again' }
      const next = yield* one(queries.findNextDue, { instanceId })
      return { kind: 'idle', nextAt: next?.due ?? null }
    },
  }

  function* endOver(instanceId: number, ids: readonly number[], at: number) {
    const rows = []
    for (const id of ids) {
      const row = yield* message.findById(instanceId, id)
      if (row?.status === 'queued') rows.push(row)
    }
    return yield* endQueued(rows, expired, at)
  }
}

const nothing: ClaimOutcome = { kind: 'idle', nextAt: null }
const paused: ClaimOutcome = { kind: 'held', reason: 'paused', until: null }
