import { LRUCache } from 'lru-cache'
import type { AcceptBatch, AcceptedMessage, AcceptOutcome } from '../message-store.ts'
import { isStorageError } from '../storage-error.ts'
import type { AcceptJob } from './accept-group.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/** The most calls of one account that are decided in one transaction. */
const maxTogether = 50
/** How long an account whose counters somebody held is kept from making the others wait. */
const heldMs = 2_000

/** Decides about calls account by account, each account in transactions of its own. */
export interface AcceptDecider {
  /** Decides about a call after those of its account that came before it. */
  decide(job: AcceptJob): void
  /** Whether somebody held what this account's calls need a moment ago. */
  isHeld(accountId: number): boolean
}

/** Builds the decider; `accept` decides about one call whatever is special about it. */
export const createAcceptDecider = (
  context: SqlContext,
  accept: (batch: AcceptBatch) => SqlProgram<AcceptOutcome>,
): AcceptDecider => {
  const { driver } = context
  const recognise = createRecognise(context)
  const heldUntil = new LRUCache<number, number>({ max: 10_000 })
  const lines = new Map<number, AcceptJob[]>()

  const decideAll = async (accountId: number, line: AcceptJob[]): Promise<void> => {
    while (line.length > 0) await decideTogether(accountId, line.splice(0, maxTogether))
    lines.delete(accountId)
  }

  const decideTogether = async (accountId: number, jobs: readonly AcceptJob[]): Promise<void> => {
    try {
      const outcomes = await driver.write(() => acceptInOrder(jobs))
      heldUntil.delete(accountId)
      for (const [index, outcome] of outcomes.entries()) jobs[index]?.resolve(outcome)
    } catch (error) {
      const code = isStorageError(error) ? error.code : null
      if (code === 'storage_busy') heldUntil.set(accountId, performance.now() + heldMs)
      // One of them is stored already, or cannot be stored: it must not take the others down.
      if (code === 'duplicate' && jobs.length > 1) for (const job of jobs) await decideTogether(accountId, [job])
      else for (const job of jobs) await refuse(job, error, job.isInDoubt || code === 'storage_failed')
    }
  }

  /** Refuses a call, unless the database turns out to have accepted it. */
  const refuse = async (job: AcceptJob, error: unknown, isInDoubt: boolean): Promise<void> => {
    try {
      const messages = isInDoubt ? await driver.read(() => recognise(job.batch)) : null
      if (messages === null) job.reject(error)
      else job.resolve({ kind: 'accepted', messages })
    } catch {
      // Nobody can tell now: what went wrong first says why.
      job.reject(error)
    }
  }

  function* acceptInOrder(jobs: readonly AcceptJob[]): SqlProgram<readonly AcceptOutcome[]> {
    const outcomes: AcceptOutcome[] = []
    for (const { batch } of jobs) outcomes.push(yield* accept(batch))
    return outcomes
  }

  return {
    decide: (job) => {
      const { accountId } = job.batch
      const line = lines.get(accountId)
      if (line !== undefined) {
        line.push(job)
        return
      }
      const begun = [job]
      lines.set(accountId, begun)
      // Those that come with it are decided in the same transaction.
      queueMicrotask(() => void decideAll(accountId, begun))
    },
    isHeld: (accountId) => (heldUntil.get(accountId) ?? 0) > performance.now(),
  }
}

/**
 * Builds the step that finds a call that was accepted although its answer was lost, by the ids that were chosen for it
 * and for nothing else; null when not all of it is there.
 */
const createRecognise = ({
  prepare,
}: SqlContext): ((batch: AcceptBatch) => SqlProgram<readonly AcceptedMessage[] | null>) => {
  const findAccepted = prepare(
    (db, parameter: Parameter<{ accountId: number; instanceId: number; waMessageIds: readonly string[] }>) =>
      db
        .selectFrom('khabeer_messages')
        .select(['id', 'wa_message_id as waMessageId'])
        .where('instance_id', '=', parameter('instanceId'))
        .where('account_id', '=', parameter('accountId'))
        .where((where) => where('wa_message_id', '=', where.fn.any(parameter('waMessageIds')))),
  )

  return function* ({ accountId, instanceId, messages }) {
    const waMessageIds = messages.map(({ waMessageId }) => waMessageId)
    const rows = yield* all(findAccepted, { accountId, instanceId, waMessageIds })
    const ids = new Map(rows.map(({ id, waMessageId }) => [waMessageId, id]))
    const accepted = messages.flatMap(({ waMessageId, recipient }) => {
      const id = ids.get(waMessageId)
      return id === undefined ? [] : [{ id, waMessageId, recipient }]
    })
    return accepted.length === messages.length ? accepted : null
  }
}
