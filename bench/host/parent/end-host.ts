import type { HostProcess } from './start-host.ts'

/** How a host ended. */
export interface HostEnd {
  /** Null when it did not end by itself. */
  readonly code: number | NodeJS.Signals | null
  /** How long it lived after the library had stopped. */
  readonly lingeredMs: number
  /** What the library left open. */
  readonly leftOver: readonly string[]
  readonly lostThreads: number
  readonly printed: string
  readonly logged: string
}

/** How long a host may live once nothing should keep it alive. */
const exitMs = 3_000

/** Stops the library in a host and waits until the process ends by itself; one that stays is killed. */
export const endHost = async (host: HostProcess): Promise<HostEnd> => {
  // One that crashed has left no word about what was open.
  const { leftOver } = await host.order('stop', null).catch(() => ({ leftOver: [] }))
  const from = performance.now()
  let isKilled = false
  const timer = setTimeout(() => {
    isKilled = true
    host.kill()
  }, exitMs)
  const code = await host.ended
  clearTimeout(timer)
  return {
    code: isKilled ? null : code,
    lingeredMs: performance.now() - from,
    leftOver,
    lostThreads: host.lostThreads(),
    printed: host.printed(),
    logged: host.logged(),
  }
}
