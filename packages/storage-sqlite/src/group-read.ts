import type Database from 'better-sqlite3'
import type { BusyOptions, Job, JobLine, LeftOver } from './job-line.ts'
import { createJobLine, nobody, waitWhileBusy } from './job-line.ts'
import type { ProgramRunner } from './program-runner.ts'

// One group must not hold the event loop for long.
const maxMs = 5

/**
 * Builds the line of a connection in which what waits together is read together, as of one moment. A transaction costs a
 * read of one row as much again, and answers that are ready together are written together.
 */
export const createGroupRead = (db: Database.Database, runner: ProgramRunner, options: BusyOptions): JobLine => {
  const begin = db.prepare('begin')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')

  const readGroup = (jobs: readonly Job[]): LeftOver => {
    const startedAt = performance.now()
    try {
      begin.run()
    } catch (error) {
      return waitWhileBusy(jobs, error, options)
    }
    for (const [index, job] of jobs.entries()) {
      const error = readFor(job)
      // Whoever finds the file busy, those behind it would too. What else goes wrong is one job's own trouble.
      const { jobs: busy, delayMs } = error === null ? nobody : waitWhileBusy([job], error, options)
      const isEnough = performance.now() - startedAt > maxMs
      // An I/O error ends the transaction too: who comes next reads in one of its own.
      if (busy.length > 0 || isEnough || !db.inTransaction) {
        end()
        return { jobs: [...busy, ...jobs.slice(index + 1)], delayMs }
      }
    }
    end()
    return nobody
  }

  const end = (): void => {
    try {
      if (db.inTransaction) commit.run()
    } catch {
      // Nothing was written that could be lost; a transaction that stays open would keep the next one from beginning.
      if (db.inTransaction) rollback.run()
    }
  }

  /** Gives what went wrong; null when the job has its answer. */
  const readFor = ({ program, resolve }: Job): unknown => {
    try {
      resolve(runner.run(program(), { steps: 0, hasWritten: false }))
      return null
    } catch (error) {
      return error
    }
  }

  return createJobLine(readGroup)
}
