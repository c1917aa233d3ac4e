import type { Signal, Signals } from '@khabeer/core/sql'

/** Signals within this process, and the notice that another one wrote. */
export interface SqliteSignals extends Signals {
  publish(signal: Signal): void
  close(): void
}

const lookEveryMs = 100

/**
 * Builds the signals. `readVersion` gives a number that changes whenever another connection commits, or undefined while
 * the database is not open; it is looked at only while somebody listens.
 */
export const createSignals = (readVersion: () => number | undefined): SqliteSignals => {
  const listeners = new Set<(signal: Signal) => void>()
  let timer: NodeJS.Timeout | undefined
  let lastVersion: number | undefined

  const publish = (signal: Signal): void => {
    for (const listener of listeners) listener(signal)
  }

  const look = (): void => {
    const version = readVersion()
    if (version === undefined) return
    const isNews = lastVersion !== undefined && version !== lastVersion
    lastVersion = version
    if (isNews) publish({ kind: 'elsewhere' })
  }

  const stopLooking = (): void => {
    clearInterval(timer)
    timer = undefined
  }

  return {
    publish,
    subscribe: (listener) => {
      // A listener of its own, so that subscribing the same function twice means two subscriptions.
      const own = (signal: Signal): void => listener(signal)
      listeners.add(own)
      if (timer === undefined) {
        lastVersion = readVersion()
        timer = setInterval(look, lookEveryMs)
        timer.unref()
      }
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) stopLooking()
      }
    },
    close: () => {
      stopLooking()
      listeners.clear()
    },
  }
}
