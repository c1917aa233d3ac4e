import { availableParallelism } from 'node:os'
import type { PoolSize } from './choose-thread.ts'
import { chooseThread } from './choose-thread.ts'
import type { WorkerThread } from './worker-thread.ts'

/** The worker threads of one transport. */
export interface ThreadPool {
  /** The thread for a new line of an instance; it is started when there is none that should take it. */
  threadFor(instanceId: number): WorkerThread
  /** Closes every connection and ends all threads. */
  stop(): Promise<void>
}

/** Creates a pool without threads. `start` is told what to call once a thread takes no more connections. */
export const createThreadPool = (
  workers: number | undefined,
  start: (onGone: () => void) => WorkerThread,
): ThreadPool => {
  const size = toPoolSize(workers)
  const threads: WorkerThread[] = []
  /** Where the client's memory of each instance is, if it is anywhere. */
  const homes = new Map<number, WorkerThread>()

  const bury = (gone: WorkerThread) => {
    const index = threads.indexOf(gone)
    if (index !== -1) threads.splice(index, 1)
    for (const [instanceId, home] of homes) if (home === gone) homes.delete(instanceId)
  }

  const startOne = () => {
    const thread = start(() => bury(thread))
    threads.push(thread)
    return thread
  }

  const threadFor = (instanceId: number) => {
    const home = homes.get(instanceId)
    if (home?.holds(instanceId)) return home
    const index = home === undefined ? null : threads.indexOf(home)
    const lines = threads.map((thread) => thread.lines())
    const chosen = threads[chooseThread(lines, index, size)] ?? startOne()
    if (chosen !== home) home?.forget(instanceId)
    homes.set(instanceId, chosen)
    return chosen
  }

  const stop = async () => {
    await Promise.all([...threads].map((thread) => thread.stop()))
  }

  return { threadFor, stop }
}

/** A line costs little while it is quiet and a signature now and then: a thread that starts costs far more at once. */
const linesByDefault = 50

const toPoolSize = (workers: number | undefined): PoolSize =>
  workers === undefined
    ? { threads: availableParallelism(), linesEach: linesByDefault }
    : { threads: workers, linesEach: 1 }
