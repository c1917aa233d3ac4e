import { setImmediate as endOfTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { AcceptBatch, AcceptedMessage, AcceptOutcome } from '../message-store.ts'
import { isStorageError } from '../storage-error.ts'
import type { WaitingCall } from './accept-by-arrays.ts'
import { createAcceptByArrays } from './accept-by-arrays.ts'
import type { AcceptJob } from './accept-group.ts'
import { takeGroup } from './accept-group.ts'
import { createAcceptDecider } from './decide-accepts.ts'
import type { Parameter } from './prepared-query.ts'
import type { SqlProgram } from './program.ts'
import { all } from './program.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * Builds the accept of a database in which a round trip costs more than a row: one statement is on its way at a time, and
 * what comes meanwhile is the next one. A caller alone waits for nobody.
 *
 * What the statement leaves out is decided account by account, so that a host's open transaction that holds one account's
 * counters keeps nobody else waiting for long.
 */
export const createAcceptQueue = (
  context: SqlContext,
  accept: (batch: AcceptBatch) => SqlProgram<AcceptOutcome>,
): ((batch: AcceptBatch) => Promise<AcceptOutcome>) => {
  const { driver, calendar } = context
  const acceptByArrays = createAcceptByArrays(context)
  const timeZones = new LRUCache<number, string>({ max: 10_000 })
  const decider = createAcceptDecider(context, accept, (accountId) => timeZones.delete(accountId))
  const findTimeZones = context.prepare((db, parameter: Parameter<{ accountIds: readonly number[] }>) =>
    db
      .selectFrom('khabeer_accounts')
      .select(['id', 'time_zone as timeZone'])
      .where((where) => where('id', '=', where.fn.any(parameter('accountIds')))),
  )
  let waiting: AcceptJob[] = []
  let isRunning = false

  const runAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      // What is asked for in the same turn goes together, also by those whose answers came with the last group: else two
      // halves would go by turns, each waiting for the other.
      await endOfTurn()
      const { group, later } = takeGroup(waiting)
      waiting = [...later]
      try {
        await runGroup(group)
      } catch (error) {
        for (const job of group) job.reject(error)
      }
    }
    isRunning = false
  }

  const runGroup = async (jobs: readonly AcceptJob[]): Promise<void> => {
    await readTimeZones(jobs)
    const known = jobs.map((job) => ({ job, call: toWaitingCall(job.batch) }))
    const together = known.flatMap(({ job, call }) =>
      call === null || decider.isHeld(job.batch.accountId) ? [] : [{ job, call }],
    )
    const outcomes = together.length === 0 ? [] : await tryTogether(together)
    const accepted = new Map(together.map(({ job }, index) => [job, outcomes[index] ?? null]))
    for (const { job, call } of known) {
      const messages = accepted.get(job) ?? null
      if (messages === null) decider.decide({ job, call })
      else job.resolve({ kind: 'accepted', messages })
    }
  }

  const tryTogether = async (
    together: readonly { readonly job: AcceptJob; readonly call: WaitingCall }[],
  ): Promise<readonly (readonly AcceptedMessage[] | null)[]> => {
    try {
      return await driver.writeOne(() => acceptByArrays(together.map(({ call }) => call)))
    } catch (error) {
      // Without a connection each for itself would only wait for one in turn.
      if (!isStorageError(error) || error.isUnsent) throw error
      // Somebody held what one of them needs, one of them cannot be stored, or the answer was lost: each for itself.
      if (error.code === 'storage_failed') for (const { job } of together) job.isInDoubt = true
      return together.map(() => null)
    }
  }

  const toWaitingCall = (batch: AcceptBatch): WaitingCall | null => {
    const timeZone = timeZones.get(batch.accountId)
    if (timeZone === undefined) return null
    return { batch, timeZone, periods: calendar.periodsAt(batch.at, timeZone) }
  }

  const readTimeZones = async (jobs: readonly AcceptJob[]): Promise<void> => {
    const unknown = new Set(jobs.map(({ batch }) => batch.accountId).filter((id) => !timeZones.has(id)))
    if (unknown.size === 0) return
    const rows = await driver.read(() => all(findTimeZones, { accountIds: [...unknown] }))
    for (const { id, timeZone } of rows) timeZones.set(id, timeZone)
  }

  return (batch) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject, askedAt: performance.now(), isInDoubt: false })
      if (isRunning) return
      isRunning = true
      void runAll()
    })
}
