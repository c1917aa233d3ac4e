import type { SqlProgram } from '@khabeer/core/sql'
import { busyPauseMs } from './busy-wait.ts'
import { isBusy } from './sqlite-errors.ts'

/** A program that waits for its turn on one connection. */
export interface Job {
  readonly program: () => SqlProgram<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** When this job first found the file busy. */
  busySince?: number
}

/** The jobs that a run did not come to, and how long they are to wait. */
export interface LeftOver {
  readonly jobs: readonly Job[]
  /** @defaultValue until the next turn of the event loop */
  readonly delayMs?: number | undefined
}

/** No job at all. */
export const nobody: LeftOver = { jobs: [] }

/** What waits for one connection, in its order. */
export interface JobLine {
  /** Resolves with the program's result. */
  add<T>(program: () => SqlProgram<T>): Promise<T>
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

/** How long a busy file is waited for, and what its error becomes. */
export interface BusyOptions {
  readonly busyTimeoutMs: number
  readonly toError: (error: unknown) => Error
}

/** Builds a line that has `run` do, once in a turn of the event loop, what came in it and what was left over. */
export const createJobLine = (run: (jobs: readonly Job[]) => LeftOver): JobLine => {
  let waiting: readonly Job[] = []
  let coming: Job[] = []
  let isScheduled = false
  let idleListeners: (() => void)[] = []

  const schedule = (delayMs?: number): void => {
    isScheduled = true
    if (delayMs === undefined) setImmediate(runAll)
    else setTimeout(runAll, delayMs)
  }

  const runAll = (): void => {
    const jobs = [...waiting, ...coming]
    coming = []
    const { jobs: left, delayMs } = run(jobs)
    waiting = left
    isScheduled = false
    if (waiting.length + coming.length > 0) {
      schedule(delayMs)
      return
    }
    const listeners = idleListeners
    idleListeners = []
    for (const listener of listeners) listener()
  }

  return {
    add: <T>(program: () => SqlProgram<T>) =>
      new Promise<T>((resolve, reject) => {
        // The value that comes back is this program's own.
        coming.push({ program, resolve: resolve as (value: unknown) => void, reject })
        if (!isScheduled) schedule()
      }),
    idle: () =>
      new Promise((resolve) => {
        if (isScheduled) idleListeners.push(resolve)
        else resolve()
      }),
  }
}

/** Rejects those whom an error ends, and gives the others: a busy file ends a job only once it has waited long enough. */
export const waitWhileBusy = (jobs: readonly Job[], error: unknown, options: BusyOptions): LeftOver => {
  const now = performance.now()
  const left: Job[] = []
  let longestMs = 0
  for (const job of jobs) {
    job.busySince ??= now
    const waitedMs = now - job.busySince
    if (isBusy(error) && waitedMs < options.busyTimeoutMs) {
      left.push(job)
      longestMs = Math.max(longestMs, waitedMs)
    } else job.reject(options.toError(error))
  }
  return left.length === 0 ? nobody : { jobs: left, delayMs: busyPauseMs(longestMs) }
}
