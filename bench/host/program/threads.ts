import type { Worker } from 'node:worker_threads'

/** The threads that this process started and that have not ended. */
export interface Threads {
  count(): number
  /** Says that threads end from now on because they are told to. */
  expectEnds(): void
}

/** Begins to count threads; `onLost` hears of one that ends although nobody expects it. */
export const countThreads = (onLost: () => void): Threads => {
  let count = 0
  let isExpected = false
  process.on('worker', (worker: Worker) => {
    count += 1
    worker.once('exit', () => {
      count -= 1
      if (!isExpected) onLost()
    })
  })
  return {
    count: () => count,
    expectEnds: () => {
      isExpected = true
    },
  }
}
