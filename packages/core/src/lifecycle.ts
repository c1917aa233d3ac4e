import { KhabeerError } from './errors/khabeer-error.ts'

/** Starts and stops a thing once, whoever asks how often. */
export interface Lifecycle {
  start(): Promise<void>
  stop(): Promise<void>
  /** Resolves once started, now or later; rejects when the latest start failed or after a stop. */
  ready(): Promise<void>
  /** Throws unless started: `starting` before, `stopped` after. */
  assertStarted(): void
  /** Throws `stopped` after a stop. */
  assertNotStopped(): void
  /** What keeps it from working now, such as why it could not start; null while it works. */
  trouble(): unknown
}

/** Builds a lifecycle. A start that failed may be tried again; after a stop there is no other start. */
export const createLifecycle = (work: {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}): Lifecycle => {
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null
  let isStarted = false
  let failure: { readonly cause: unknown } | null = null
  const waiting = new Set<{ resolve: () => void; reject: (cause: unknown) => void }>()

  const tellWaiting = (tell: (waiter: { resolve: () => void; reject: (cause: unknown) => void }) => void) => {
    for (const waiter of waiting) tell(waiter)
    waiting.clear()
  }

  const start = async (): Promise<void> => {
    try {
      await work.start()
      isStarted = true
      tellWaiting(({ resolve }) => resolve())
    } catch (cause) {
      starting = null
      failure = { cause }
      tellWaiting(({ reject }) => reject(cause))
      throw cause
    }
  }

  const stop = async (): Promise<void> => {
    // What began to start has to be whole before it can be taken down; its failure was told to whoever started it.
    await starting?.catch(() => undefined)
    isStarted = false
    tellWaiting(({ reject }) => reject(stoppedError()))
    await work.stop()
  }

  const assertNotStopped = (): void => {
    if (stopping !== null) throw stoppedError()
  }

  return {
    start: () => {
      if (stopping !== null) return Promise.reject(stoppedError())
      failure = null
      starting ??= start()
      return starting
    },
    stop: () => {
      stopping ??= stop()
      return stopping
    },
    ready: () => {
      if (stopping !== null) return Promise.reject(stoppedError())
      if (isStarted) return Promise.resolve()
      if (failure !== null) return Promise.reject(failure.cause)
      return new Promise((resolve, reject) => waiting.add({ resolve, reject }))
    },
    assertNotStopped,
    assertStarted: () => {
      assertNotStopped()
      if (!isStarted) throw startingError()
    },
    trouble: () => {
      if (stopping !== null) return stoppedError()
      if (isStarted) return null
      return failure === null ? startingError() : failure.cause
    },
  }
}

const startingError = (): KhabeerError =>
  new KhabeerError('starting', 'Khabeer is not started yet. Call await core.start() first.')

const stoppedError = (): KhabeerError =>
  new KhabeerError('stopped', 'Khabeer was stopped. Build another one with createKhabeer().')
