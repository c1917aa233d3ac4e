import type { Clock } from '../clock.ts'

/**
 * Resolves after `delayMs`, or at once when one of the signals fires; it never rejects. Takes several signals because
 * `AbortSignal.any` on a signal that lives long is kept by it on Node 20.
 */
export const pause = (clock: Clock, delayMs: number, ...signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    if (signals.some((signal) => signal.aborted)) {
      resolve()
      return
    }
    const finish = () => {
      cancel()
      for (const signal of signals) signal.removeEventListener('abort', finish)
      resolve()
    }
    const cancel = clock.after(delayMs, finish)
    for (const signal of signals) signal.addEventListener('abort', finish)
  })

/** A bell that is heard also when it rang before anybody listened. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, after `delayMs`, or when one of the signals fires. */
  wait(delayMs: number, ...signals: readonly AbortSignal[]): Promise<void>
}

/** Builds a bell. */
export const createBell = (clock: Clock): Bell => {
  let rang = false
  let wakeUp: (() => void) | null = null
  return {
    ring: () => {
      rang = true
      wakeUp?.()
    },
    wait: async (delayMs, ...signals) => {
      if (!rang) {
        const rung = new AbortController()
        wakeUp = () => rung.abort()
        await pause(clock, delayMs, rung.signal, ...signals)
        wakeUp = null
      }
      rang = false
    },
  }
}
