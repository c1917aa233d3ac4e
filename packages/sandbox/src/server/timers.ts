/** The timers of a sandbox, so that closing it leaves none behind. */
export interface Timers {
  /** Runs a job later and answers how to call it off. */
  after(delayMs: number, job: () => void): () => void
  clear(): void
}

/** Creates an owner without timers. */
export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>()
  return {
    after(delayMs, job) {
      const timer = setTimeout(() => {
        running.delete(timer)
        job()
      }, delayMs)
      running.add(timer)
      return () => {
        clearTimeout(timer)
        running.delete(timer)
      }
    },
    clear() {
      for (const timer of running) clearTimeout(timer)
      running.clear()
    },
  }
}
