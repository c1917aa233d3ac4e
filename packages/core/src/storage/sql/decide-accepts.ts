import { LRUCache } from 'lru-cache'
import type { AcceptBatch, AcceptOutcome } from '../message-store.ts'
import { isStorageError } from '../storage-error.ts'
import type { AcceptJob, UndecidedAccept } from './accept-group.ts'
import { countAlike } from './accept-group.ts'
import { createDecideAtSight } from './decide-at-sight.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import { createRecogniseAccepted } from './recognise-accepted.ts'
import type { SqlContext } from './sql-context.ts'

/** How long a call waits for what somebody holds, and how long its account is then kept from making the others wait. */
const heldMs = 2_000

/** Decides about calls account by account, each account in transactions of its own. */
export interface AcceptDecider {
  /** Decides about a call after those of its account that came before it. */
  decide(undecided: UndecidedAccept): void
  /** Whether somebody held what this account's calls need a moment ago. */
  isHeld(accountId: number): boolean
}

/**
 * Builds the decider; `accept` decides about one call whatever is special about it, and `onUnfamiliar` hears of an account
 * that is not as it was known.
 */
export const createAcceptDecider = (
  context: SqlContext,
  accept: (batch: AcceptBatch) => SqlProgram<AcceptOutcome>,
  onUnfamiliar: (accountId: number) => void,
): AcceptDecider => {
  const { driver, prepare, holdRow } = context
  const decideAtSight = createDecideAtSight(context)
  const recognise = createRecogniseAccepted(context)
  const holdInstances = prepare((db, parameter: Parameter<{ instanceIds: readonly number[] }>) =>
    holdRow(
      db
        .selectFrom('khabeer_instances')
        .select('id')
        .where((where) => where('id', '=', where.fn.any(parameter('instanceIds'))))
        .orderBy('id'),
    ),
  )
  const obstacles = new LRUCache<number, { readonly error: unknown; readonly until: number }>({ max: 10_000 })
  const lines = new Map<number, UndecidedAccept[]>()

  const decideAll = async (accountId: number, line: UndecidedAccept[]): Promise<void> => {
    while (line.length > 0) {
      const alike = line.splice(0, countAlike(line))
      try {
        for (const jobs of await answerPlainOnes(accountId, alike)) await acceptTogether(accountId, jobs)
      } catch (error) {
        for (const { job } of alike) await refuse(job, error, job.isInDoubt)
      }
      refuseLateOnes(accountId, line)
    }
    lines.delete(accountId)
  }

  /** Answers those who get nothing stored whatever comes, and gives the others, those of one transaction together. */
  const answerPlainOnes = async (
    accountId: number,
    alike: readonly UndecidedAccept[],
  ): Promise<readonly (readonly AcceptJob[])[]> => {
    const calls = alike.flatMap(({ call }) => (call === null ? [] : [call]))
    const outcomes = calls.length === 0 ? null : await driver.read(() => decideAtSight(calls))
    if (outcomes === null) {
      onUnfamiliar(accountId)
      // Who knows in which periods they count: together they could lock the counters in any order.
      return alike.map(({ job }) => [job])
    }
    const open = alike.flatMap(({ job }, index) => {
      const outcome = outcomes[index] ?? null
      // Whoever may be stored already must not be refused for the room it takes itself.
      if (outcome === null || job.isInDoubt) return [job]
      job.resolve(outcome)
      return []
    })
    return open.length === 0 ? [] : [open]
  }

  const acceptTogether = async (accountId: number, jobs: readonly AcceptJob[]): Promise<void> => {
    const outcomes = await driver
      .write(() => acceptInOrder(jobs))
      .catch(async (error: unknown) => {
        const code = isStorageError(error) ? error.code : null
        if (code === 'storage_busy' && !isUnsent(error))
          obstacles.set(accountId, { error, until: performance.now() + heldMs })
        // One of them is stored already: it must not take the others down.
        if (code === 'duplicate' && jobs.length > 1) for (const job of jobs) await acceptTogether(accountId, [job])
        else for (const job of jobs) await refuse(job, error, job.isInDoubt || code === 'storage_failed')
        return null
      })
    if (outcomes === null) return
    obstacles.delete(accountId)
    for (const [index, outcome] of outcomes.entries()) await answer(jobs[index], outcome)
  }

  /** All locks in one order: the instances, then in each call the day, the month and the key. */
  function* acceptInOrder(jobs: readonly AcceptJob[]): SqlProgram<readonly AcceptOutcome[]> {
    if (jobs.length > 1) yield* all(holdInstances, { instanceIds: jobs.map(({ batch }) => batch.instanceId) })
    const outcomes: AcceptOutcome[] = []
    for (const { batch } of jobs) outcomes.push(yield* accept(batch))
    return outcomes
  }

  /** Tells a call its outcome; one that was accepted although its answer was lost is told that, and is no repeated one. */
  const answer = async (job: AcceptJob | undefined, outcome: AcceptOutcome): Promise<void> => {
    if (job?.isInDoubt !== true || outcome.kind === 'accepted') {
      job?.resolve(outcome)
      return
    }
    try {
      const messages = await driver.read(() => recognise(job.batch))
      job.resolve(messages === null ? outcome : { kind: 'accepted', messages })
    } catch (error) {
      job.reject(error)
    }
  }

  /** Refuses a call, unless the database turns out to have accepted it. */
  const refuse = async (job: AcceptJob, error: unknown, isInDoubt: boolean): Promise<void> => {
    try {
      // Without a connection for the call there is none for the question.
      const messages = isInDoubt && !isUnsent(error) ? await driver.read(() => recognise(job.batch)) : null
      if (messages === null) job.reject(error)
      else job.resolve({ kind: 'accepted', messages })
    } catch {
      // Nobody can tell now: what went wrong first says why.
      job.reject(error)
    }
  }

  /** Whoever has waited for as long as a transaction does, while one waited in vain, waits no longer. */
  const refuseLateOnes = (accountId: number, line: UndecidedAccept[]): void => {
    const obstacle = obstacles.get(accountId)
    if (obstacle === undefined) return
    const isLate = ({ job }: UndecidedAccept): boolean => job.askedAt + heldMs <= performance.now()
    const late = line.filter(isLate)
    line.splice(0, line.length, ...line.filter((undecided) => !late.includes(undecided)))
    for (const { job } of late) void refuse(job, obstacle.error, job.isInDoubt)
  }

  return {
    decide: (undecided) => {
      const { accountId } = undecided.job.batch
      const line = lines.get(accountId)
      if (line !== undefined) {
        line.push(undecided)
        return
      }
      const begun = [undecided]
      lines.set(accountId, begun)
      // Those that come with it are decided in the same transaction.
      queueMicrotask(() => void decideAll(accountId, begun))
    },
    isHeld: (accountId) => (obstacles.get(accountId)?.until ?? 0) > performance.now(),
  }
}

const isUnsent = (error: unknown): boolean => isStorageError(error) && error.isUnsent
