import { setTimeout as delay } from 'node:timers/promises'

/** How a host answered all the time. */
export interface ProbeReport {
  readonly answers: number
  readonly failures: number
  /** The longest time between two answers. */
  readonly longestGapMs: number
}

/** Asks a host's own route all the time. */
export interface Prober {
  stop(): Promise<ProbeReport>
}

const pauseMs = 20
const patienceMs = 30_000

/** Begins to ask. */
export const startProber = (url: string): Prober => {
  let answers = 0
  let failures = 0
  let longestGapMs = 0
  let isStopped = false

  const ask = async (): Promise<boolean> => {
    try {
      const headers = { connection: 'close' }
      const response = await fetch(`${url}/alive`, { headers, signal: AbortSignal.timeout(patienceMs) })
      return response.ok && (await response.text()).includes('isAlive')
    } catch {
      // A host that does not answer is counted as just that.
      return false
    }
  }
  const askOn = async (): Promise<void> => {
    let answeredAt = performance.now()
    while (!isStopped) {
      if (await ask()) answers += 1
      else failures += 1
      const now = performance.now()
      longestGapMs = Math.max(longestGapMs, now - answeredAt)
      answeredAt = now
      await delay(pauseMs)
    }
  }
  const asking = askOn()

  return {
    stop: async () => {
      isStopped = true
      await asking
      return { answers, failures, longestGapMs }
    },
  }
}
