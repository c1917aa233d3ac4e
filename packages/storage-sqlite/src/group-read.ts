import type { SqlProgram } from '@khabeer/core/sql'
import type Database from 'better-sqlite3'
import { busyPauseMs } from './busy-wait.ts'
import type { ProgramRunner } from './program-runner.ts'
import { isBusy } from './sqlite-errors.ts'

/** Reads together what was asked for in one turn of the event loop. */
export interface GroupRead {
  /** Resolves with the program's result; all that a program reads, it reads as of one moment. */
  read<T>(program: () => SqlProgram<T>): Promise<T>
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

interface Job {
  readonly program: () => SqlProgram<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** When this job first found the file busy. */
  busySince?: number
}

// One group must not hold the event loop for long.
const maxMs = 5

/**
 * Builds the group read of one connection. A transaction costs a read of one row as much again, and answers that are
 * ready together are written together.
 */
export const createGroupRead = (
  db: Database.Database,
  runner: ProgramRunner,
  options: { readonly busyTimeoutMs: number; readonly toError: (error: unknown) => Error },
): GroupRead => {
  const begin = db.prepare('begin')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')

  let waiting: Job[] = []
  let isScheduled = false
  let idleListeners: (() => void)[] = []

  const schedule = (delayMs?: number): void => {
    isScheduled = true
    if (delayMs === undefined) setImmediate(runGroup)
    else setTimeout(runGroup, delayMs)
  }

  const runGroup = (): void => {
    isScheduled = false
    const jobs = waiting
    waiting = []
    const busy: Job[] = []
    const readCount = readSome(jobs, busy)
    waiting = [...busy, ...jobs.slice(readCount), ...waiting]
    goOn(busy)
  }

  /** Reads for those at the front, and gives for how many it did; those that must try again are added to `busy`. */
  const readSome = (jobs: readonly Job[], busy: Job[]): number => {
    const startedAt = performance.now()
    let count = 0
    try {
      begin.run()
      for (const job of jobs) {
        count += 1
        readFor(job, busy)
        // An I/O error ends the transaction too: who comes next reads in one of its own.
        if (!db.inTransaction || performance.now() - startedAt > maxMs) break
      }
    } catch (error) {
      for (const job of jobs.slice(count)) settleFailed(job, error, busy)
      count = jobs.length
    }
    end()
    return count
  }

  const readFor = (job: Job, busy: Job[]): void => {
    try {
      job.resolve(runner.run(job.program(), { steps: 0, hasWritten: false }))
    } catch (error) {
      settleFailed(job, error, busy)
    }
  }

  const settleFailed = (job: Job, error: unknown, busy: Job[]): void => {
    const now = performance.now()
    job.busySince ??= now
    if (isBusy(error) && now - job.busySince < options.busyTimeoutMs) busy.push(job)
    else job.reject(options.toError(error))
  }

  const end = (): void => {
    try {
      if (db.inTransaction) commit.run()
    } catch {
      // Nothing was written that could be lost; a transaction that stays open would keep the next one from beginning.
      if (db.inTransaction) rollback.run()
    }
  }

  const goOn = (busy: readonly Job[]): void => {
    if (waiting.length > 0) {
      const since = Math.min(...busy.map(({ busySince = 0 }) => busySince))
      if (!isScheduled) schedule(busy.length === waiting.length ? busyPauseMs(performance.now() - since) : undefined)
      return
    }
    const listeners = idleListeners
    idleListeners = []
    for (const listener of listeners) listener()
  }

  return {
    read: <T>(program: () => SqlProgram<T>) =>
      new Promise<T>((resolve, reject) => {
        // The value that comes back is this program's own.
        waiting.push({ program, resolve: resolve as (value: unknown) => void, reject })
        if (!isScheduled) schedule()
      }),
    idle: () =>
      new Promise((resolve) => {
        if (waiting.length === 0) resolve()
        else idleListeners.push(resolve)
      }),
  }
}
