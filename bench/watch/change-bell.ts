/** Lets anybody wait for what changes. */
export interface ChangeBell {
  /** Says that something changed: whoever waits looks again. */
  ring(): void
  /** Says that nothing will ever change again: whoever waits is told why. */
  fail(reason: Error): void
  /** Resolves with what `find` gives, now or after a change; undefined when nothing was found in time. */
  find<T>(timeoutMs: number, find: () => T | undefined): Promise<T | undefined>
}

/** Builds a bell that nobody has heard. */
export const createChangeBell = (): ChangeBell => {
  const waiting = new Set<{ readonly look: () => void; readonly fail: (reason: Error) => void }>()
  let failure: Error | null = null
  return {
    ring: () => {
      for (const { look } of [...waiting]) look()
    },
    fail: (reason) => {
      failure ??= reason
      for (const { fail } of [...waiting]) fail(reason)
    },
    find: (timeoutMs, find) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer)
          waiting.delete(waiter)
          settle()
        }
        const look = (): void => {
          const found = find()
          if (found !== undefined) end(() => resolve(found))
        }
        const fail = (reason: Error): void => end(() => reject(reason))
        const timer = setTimeout(() => end(() => resolve(undefined)), timeoutMs)
        const waiter = { look, fail }
        waiting.add(waiter)
        if (failure === null) look()
        else fail(failure)
      }),
  }
}
