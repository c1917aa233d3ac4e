import type Database from 'better-sqlite3'
import type { BusyOptions, Job, JobLine, LeftOver } from './job-line.ts'
import { createJobLine, waitWhileBusy } from './job-line.ts'
import type { ProgramRunner, RunTally } from './program-runner.ts'

type Outcome = { readonly value: unknown } | { readonly error: unknown }

// One group must not hold the event loop for long: about 10 ms of statements.
const maxJobs = 1000
const maxSteps = 5000

/**
 * Builds the line of a connection in which what waits together is committed together: a program's result comes once the
 * transaction that it was part of is on the disk.
 */
export const createGroupCommit = (db: Database.Database, runner: ProgramRunner, options: BusyOptions): JobLine => {
  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')
  const mark = db.prepare('savepoint khabeer_program')
  const release = db.prepare('release khabeer_program')
  const undo = db.prepare('rollback to khabeer_program')

  const runGroup = (jobs: readonly Job[]): LeftOver => {
    try {
      begin.run()
    } catch (error) {
      return waitWhileBusy(jobs, error, options)
    }
    const outcomes = runTogether(jobs) ?? runApart(jobs)
    for (const [index, outcome] of outcomes.entries()) {
      const job = jobs[index]
      if ('error' in outcome) job?.reject(options.toError(outcome.error))
      else job?.resolve(outcome.value)
    }
    return { jobs: jobs.slice(outcomes.length) }
  }

  /**
   * Runs jobs side by side, without a savepoint each: SQLite copies every page that a savepoint touches. Null, and
   * nothing done, when a program failed after it had written, or took the transaction with it; then they must run apart.
   */
  const runTogether = (jobs: readonly Job[]): readonly Outcome[] | null => {
    const outcomes: Outcome[] = []
    const tally: RunTally = { steps: 0, hasWritten: false }
    for (const job of jobs.slice(0, maxJobs)) {
      tally.hasWritten = false
      try {
        outcomes.push({ value: runner.run(job.program(), tally) })
      } catch (error) {
        // An I/O error ends the whole transaction even when it was a read that met it: what follows would commit alone.
        if (tally.hasWritten || !db.inTransaction) {
          endByRollback()
          return null
        }
        outcomes.push({ error })
      }
      if (tally.steps >= maxSteps) break
    }
    return commitAll(outcomes)
  }

  /** Runs jobs so that each one's failure undoes its own writes alone. */
  const runApart = (jobs: readonly Job[]): readonly Outcome[] => {
    try {
      begin.run()
    } catch {
      // Somebody else came first: the jobs stay in the queue, and the next group waits its turn.
      return []
    }
    const outcomes: Outcome[] = []
    const tally: RunTally = { steps: 0, hasWritten: false }
    for (const job of jobs.slice(0, maxJobs)) {
      try {
        outcomes.push(runWithinSavepoint(job, tally))
      } catch (error) {
        // The transaction itself is lost: whoever was part of it has stored nothing.
        endByRollback()
        return [...outcomes, { error }].map(() => ({ error }))
      }
      if (tally.steps >= maxSteps) break
    }
    return commitAll(outcomes)
  }

  const runWithinSavepoint = (job: Job, tally: RunTally): Outcome => {
    mark.run()
    try {
      const value = runner.run(job.program(), tally)
      release.run()
      return { value }
    } catch (error) {
      // A full disk ends the whole transaction, and then there is no savepoint to go back to.
      if (!db.inTransaction) throw error
      undo.run()
      release.run()
      return { error }
    }
  }

  const commitAll = (outcomes: readonly Outcome[]): readonly Outcome[] => {
    try {
      commit.run()
      return outcomes
    } catch (error) {
      endByRollback()
      return outcomes.map(() => ({ error }))
    }
  }

  const endByRollback = (): void => {
    try {
      if (db.inTransaction) rollback.run()
    } catch {
      // The callers hear of the first error; what is wrong with the connection shows again at the next group's begin.
    }
  }

  return createJobLine(runGroup)
}
