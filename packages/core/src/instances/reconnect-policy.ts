import type { InstanceStatus } from '../storage/instance-record.ts'
import type { CloseReason } from '../transport/transport.ts'

/** What follows on a closed line. */
export interface ClosePolicy {
  readonly status: InstanceStatus
  readonly statusReason: string | null
  /** `at_once`, after a backoff, after a long wait, or never by itself. */
  readonly reconnect: 'at_once' | 'backoff' | 'later' | 'never'
  /** Whether the kept credentials are worthless from now on. */
  readonly unlinks: boolean
}

/**
 * What each end of a linked number's line leads to. Only WhatsApp's word that the number was unlinked makes the
 * credentials worthless; nothing else removes them.
 */
export const linkedClosePolicy: Readonly<Record<CloseReason, ClosePolicy>> = {
  closed_by_us: { status: 'disconnected', statusReason: null, reconnect: 'never', unlinks: false },
  restart_required: { status: 'connecting', statusReason: null, reconnect: 'at_once', unlinks: false },
  qr_expired: { status: 'disconnected', statusReason: 'connection_lost', reconnect: 'backoff', unlinks: false },
  logged_out: { status: 'logged_out', statusReason: 'unlinked', reconnect: 'never', unlinks: true },
  replaced: { status: 'disconnected', statusReason: 'replaced', reconnect: 'later', unlinks: false },
  forbidden: { status: 'failed', statusReason: 'forbidden', reconnect: 'never', unlinks: false },
  client_outdated: { status: 'failed', statusReason: 'client_outdated', reconnect: 'never', unlinks: false },
  timed_out: { status: 'disconnected', statusReason: 'timed_out', reconnect: 'backoff', unlinks: false },
  credentials_unreadable: {
    status: 'failed',
    statusReason: 'credentials_unreadable',
    reconnect: 'never',
    unlinks: false,
  },
  credentials_unwritable: {
    status: 'disconnected',
    statusReason: 'credentials_unwritable',
    reconnect: 'backoff',
    unlinks: false,
  },
  untrusted_server: { status: 'disconnected', statusReason: 'untrusted_server', reconnect: 'backoff', unlinks: false },
  connection_lost: { status: 'disconnected', statusReason: 'connection_lost', reconnect: 'backoff', unlinks: false },
}

const firstMs = 1_000
const longestMs = 5 * 60_000
/** How long a number that logged in elsewhere is left alone. */
const replacedMs = 60_000
/** How long a line must have been open for the backoff to begin anew. */
const steadyMs = 60_000

/** Tells how many failures in a row stand behind a close; a line that was open for a minute ends the row. */
export const failuresAfterClose = (failures: number, openForMs: number | null): number =>
  openForMs !== null && openForMs >= steadyMs ? 1 : failures + 1

/** Gives how long to wait before connecting again: 1 s to 5 min, doubling, with jitter so that numbers do not march in step. */
export const reconnectDelayMs = (
  reconnect: ClosePolicy['reconnect'],
  failures: number,
  random: number,
): number | null => {
  switch (reconnect) {
    case 'never':
      return null
    case 'at_once':
      return 0
    case 'later':
      return replacedMs + random * replacedMs
    case 'backoff': {
      const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 20))
      return Math.max(firstMs, random * ceiling)
    }
  }
}
