import type { Disconnect, Reconnect } from '../transport/disconnects.ts'
import { disconnectOf, disconnects } from '../transport/disconnects.ts'
import type { CloseReason } from '../transport/transport.ts'

/** What is known of one instance's lines when one of them closed. */
export interface CloseHistory {
  /** How many failures in a row stand behind the close. */
  readonly failures: number
  /** Since when there is nothing but failures. */
  readonly failingForMs: number
  /** Whether this was the first login with a new link. */
  readonly isFirstLogin: boolean
  /** How often within the last hour the same link logged in elsewhere, this time included. */
  readonly replacements: number
}

const firstMs = 1_000
const longestMs = 5 * 60_000
/** How long a number that logged in elsewhere is left alone. */
const replacedMs = 60_000
/** How long a ban is waited for when WhatsApp does not say. */
const bannedMs = 3_600_000
/** How long a line must have been open for the backoff to begin anew. */
const steadyMs = 60_000
/** How often within an hour a number comes back to a link that somebody else uses. */
const maxReplacements = 3
/** How long a number that only fails is tried: a long weekend without a network passes by itself. */
const givesUpAfterMs = 3 * 86_400_000

/** Tells whether a line that was open for so long ends a row of failures. */
export const isSteady = (openForMs: number | null): boolean => openForMs !== null && openForMs >= steadyMs

/** Finds the row of the table that says what follows on a close. */
export const disconnectAfter = (reason: CloseReason, history: CloseHistory): Disconnect => {
  if (reason === 'logged_out' && history.isFirstLogin) return disconnects.unlinked_after_linking
  if (reason === 'replaced' && history.replacements >= maxReplacements) return disconnects.replaced_repeatedly
  const row = disconnectOf(reason)
  return row.reconnect === 'backoff' && history.failingForMs >= givesUpAfterMs ? disconnects.unreachable : row
}

/**
 * Gives how long to wait before connecting again, null for ever: 1 s to 5 min, doubling, with jitter so that numbers do
 * not march in step.
 */
export const reconnectDelayMs = (
  reconnect: Reconnect,
  facts: { readonly failures: number; readonly random: number; readonly retryAfterMs?: number | undefined },
): number | null => {
  const { failures, random, retryAfterMs } = facts
  switch (reconnect) {
    case 'never':
    case 'newer_version':
      return null
    case 'at_once':
      return 0
    case 'later':
      return replacedMs + random * replacedMs
    case 'when_allowed':
      return (retryAfterMs ?? bannedMs) + random * replacedMs
    case 'backoff': {
      const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 20))
      return Math.max(firstMs, random * ceiling)
    }
  }
}
