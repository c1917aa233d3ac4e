import type { Unsubscribe } from './events.ts'
import { SandboxError } from './sandbox-error.ts'

/** How long a wait may take. */
export interface WaitOptions {
  /** @defaultValue 5000 */
  readonly timeoutMs?: number | undefined
}

/** What to look at, and what tells that looking again is worthwhile. */
export interface Awaited<T> {
  find(): T | undefined
  onChange(listener: () => void): Unsubscribe
  /** Names what did not come, for the error: "No ledger entry". */
  readonly missing: string
}

/** Resolves with what is found now or after a later change; rejects with `timeout` when nothing is. */
export function waitFor<T>(awaited: Awaited<T>, options: WaitOptions = {}): Promise<T> {
  const found = awaited.find()
  if (found !== undefined) return Promise.resolve(found)
  const timeoutMs = options.timeoutMs ?? 5_000
  return new Promise<T>((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      unsubscribe()
      settle()
    }
    const unsubscribe = awaited.onChange(() => {
      try {
        const value = awaited.find()
        if (value !== undefined) finish(() => resolve(value))
      } catch (error) {
        finish(() => reject(error))
      }
    })
    const timer = setTimeout(
      () => finish(() => reject(new SandboxError('timeout', `${awaited.missing} within ${timeoutMs} ms.`))),
      timeoutMs,
    )
    timer.unref()
  })
}
