/** What bounds a piece of work. */
export interface Deadline {
  /** Any of these ends the work early. */
  readonly signals: readonly AbortSignal[]
  readonly timeoutMs: number
  /** Makes the error with which the work ends when its time is up. */
  readonly error: () => Error
}

/**
 * Runs work under a time limit and outer signals.
 *
 * The work gets a signal that fires for all of them and has to end when it does; whatever it then throws, the caller
 * sees the reason of the abort.
 */
export async function withDeadline<T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signals, timeoutMs, error } = deadline
  for (const signal of signals) signal.throwIfAborted()
  const controller = new AbortController()
  // Not AbortSignal.any: on a signal that lives as long as the process, Node 20 keeps what hangs on it.
  const listeners = signals.map((signal) => ({ signal, onAbort: () => controller.abort(signal.reason) }))
  for (const { signal, onAbort } of listeners) signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => controller.abort(error()), timeoutMs)
  try {
    return await work(controller.signal)
  } catch (cause) {
    controller.signal.throwIfAborted()
    throw cause
  } finally {
    clearTimeout(timer)
    for (const { signal, onAbort } of listeners) signal.removeEventListener('abort', onAbort)
  }
}

/** Waits for a promise that cannot be cancelled, but no longer than until the signal fires. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
