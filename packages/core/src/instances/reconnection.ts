import type { Clock } from '../clock.ts'
import type { CloseReason } from '../transport/transport.ts'
import { failuresAfterClose } from './reconnect-policy.ts'

/** When one instance's line opened and failed, and when it is tried again. */
export interface Reconnection {
  /** Whether another try is waited for. */
  readonly isPending: boolean
  /** The line is open; gives since when, also when it says so twice. */
  opened(): number
  /** The line closed; gives how many failures in a row stand behind that. */
  closed(reason: CloseReason): number
  /** Tries again after `delayMs`, or not at all when that is null. */
  after(delayMs: number | null): void
  cancel(): void
}

/** Builds the reconnection of one instance. */
export const createReconnection = (input: { readonly clock: Clock; readonly connect: () => void }): Reconnection => {
  const { clock, connect } = input
  let failures = 0
  let openedAt: number | null = null
  let cancelTimer: (() => void) | null = null

  return {
    get isPending() {
      return cancelTimer !== null
    },
    opened: () => {
      openedAt ??= clock.now()
      return openedAt
    },
    closed: (reason) => {
      const openForMs = openedAt === null ? null : clock.now() - openedAt
      // A client that links is told to come again: that is no failure.
      failures = reason === 'restart_required' ? 0 : failuresAfterClose(failures, openForMs)
      openedAt = null
      return failures
    },
    after: (delayMs) => {
      if (delayMs === null) return
      cancelTimer?.()
      cancelTimer = clock.after(delayMs, () => {
        cancelTimer = null
        connect()
      })
    },
    cancel: () => {
      cancelTimer?.()
      cancelTimer = null
    },
  }
}
