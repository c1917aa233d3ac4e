import type { Clock } from '../clock.ts'
import type { CloseReason } from '../transport/transport.ts'
import type { CloseHistory } from './reconnect-policy.ts'
import { isSteady } from './reconnect-policy.ts'

/** The longest time that one timer can hold. */
const longestTimerMs = 2 ** 31 - 1
const hourMs = 3_600_000

/** When one instance's line opened and failed, and when it is tried again. */
export interface Reconnection {
  /** Whether another try is waited for. */
  readonly isPending: boolean
  /** A phone accepted a new link. */
  linked(): void
  /** The line is open; gives since when, also when it says so twice. */
  opened(): number
  /** The line closed; gives what stands behind that. */
  closed(reason: CloseReason): CloseHistory
  /** Tries again after `delayMs`, or not at all when that is null. */
  after(delayMs: number | null): void
  cancel(): void
  /** Forgets what went wrong before: somebody wants it tried as if nothing had. */
  forget(): void
}

/** Builds the reconnection of one instance. */
export const createReconnection = (input: { readonly clock: Clock; readonly connect: () => void }): Reconnection => {
  const { clock, connect } = input
  let failures = 0
  let failingSince: number | null = null
  let openedAt: number | null = null
  let isFirstLogin = false
  let replacedAt: readonly number[] = []
  let cancelTimer: (() => void) | null = null

  /** Counts a close in the row of failures; a client that links is told to come again, and that is none. */
  const count = (reason: CloseReason, openForMs: number | null): void => {
    const isNewRow = reason === 'restart_required' || isSteady(openForMs)
    if (isNewRow) {
      failures = 0
      failingSince = null
    }
    if (reason === 'restart_required') return
    failures += 1
    failingSince ??= clock.elapsed()
  }

  const after = (delayMs: number | null): void => {
    if (delayMs === null) return
    cancelTimer?.()
    const leftMs = delayMs - longestTimerMs
    cancelTimer = clock.after(Math.min(delayMs, longestTimerMs), () => {
      cancelTimer = null
      if (leftMs > 0) after(leftMs)
      else connect()
    })
  }

  return {
    get isPending() {
      return cancelTimer !== null
    },
    linked: () => {
      isFirstLogin = true
    },
    opened: () => {
      isFirstLogin = false
      openedAt ??= clock.now()
      return openedAt
    },
    closed: (reason) => {
      const openForMs = openedAt === null ? null : clock.now() - openedAt
      openedAt = null
      count(reason, openForMs)
      const now = clock.elapsed()
      if (reason === 'replaced') replacedAt = [...replacedAt.filter((at) => at > now - hourMs), now]
      const history = {
        failures,
        failingForMs: failingSince === null ? 0 : now - failingSince,
        isFirstLogin,
        replacements: replacedAt.length,
      }
      // Whatever comes of that login, there is one grace for a link.
      if (reason === 'logged_out') isFirstLogin = false
      return history
    },
    after,
    cancel: () => {
      cancelTimer?.()
      cancelTimer = null
    },
    forget: () => {
      failures = 0
      failingSince = null
      openedAt = null
      replacedAt = []
    },
  }
}
