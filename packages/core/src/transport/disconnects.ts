import type { InstanceStatus } from '../storage/instance-record.ts'
import type { CloseReason } from './transport.ts'

/** When a number whose line has closed connects again. */
export type Reconnect =
  | 'at_once'
  /** After a pause that grows from one second to five minutes. */
  | 'backoff'
  /** After one to two minutes. */
  | 'later'
  /** Once WhatsApp's own time is over. */
  | 'when_allowed'
  /** At once with a newer client version, if the host's source has one; else never by itself. */
  | 'newer_version'
  /** Not by itself. */
  | 'never'

/** One way in which a line ends, and what follows for a linked number. */
export interface Disconnect {
  /** The code that comes with it; null where there is none. */
  readonly code: number | null
  /** What happened, in the words of the documentation. */
  readonly cause: string
  readonly reason: CloseReason
  readonly status: InstanceStatus
  readonly statusReason: string | null
  readonly reconnect: Reconnect
  /** Whether the credentials go: then the number must be linked again. */
  readonly unlinks: boolean
}

const stays = { unlinks: false } as const
const lost = {
  reason: 'connection_lost',
  status: 'disconnected',
  statusReason: 'connection_lost',
  reconnect: 'backoff',
  ...stays,
} as const
const held = { reason: 'forbidden', status: 'failed', statusReason: 'forbidden', reconnect: 'never', ...stays } as const
const outdated = {
  reason: 'client_outdated',
  status: 'failed',
  statusReason: 'client_outdated',
  reconnect: 'newer_version',
  ...stays,
} as const

/**
 * Every way in which a line ends, the one place that says what follows. Only WhatsApp's word that the number was unlinked
 * makes its credentials worthless; nothing else removes them.
 */
export const disconnects = {
  restart_required: {
    code: 515,
    cause: 'A phone accepted the link, and the client is to log in.',
    reason: 'restart_required',
    status: 'connecting',
    statusReason: null,
    reconnect: 'at_once',
    ...stays,
  },
  unlinked: {
    code: 401,
    cause: 'The number was unlinked, on the phone or by WhatsApp.',
    reason: 'logged_out',
    status: 'logged_out',
    statusReason: 'unlinked',
    reconnect: 'never',
    unlinks: true,
  },
  unlinked_after_linking: {
    code: 401,
    cause: 'The same at the first login after linking: WhatsApp may not know the new link yet. Once.',
    reason: 'logged_out',
    status: 'connecting',
    statusReason: null,
    reconnect: 'backoff',
    ...stays,
  },
  temporarily_banned: {
    code: 402,
    cause: 'WhatsApp bans the account for a time, and says for how long.',
    reason: 'temporarily_banned',
    status: 'disconnected',
    statusReason: 'temporarily_banned',
    reconnect: 'when_allowed',
    ...stays,
  },
  forbidden: { code: 403, cause: 'WhatsApp holds the account.', ...held },
  client_outdated: { code: 405, cause: 'WhatsApp takes this client for too old.', ...outdated },
  held: { code: 406, cause: 'WhatsApp holds the account, for another reason.', ...held },
  client_refused: { code: 409, cause: 'WhatsApp does not take what the client says of itself.', ...outdated },
  linked_devices_off: {
    code: 411,
    cause: 'The phone’s WhatsApp takes no linked devices.',
    reason: 'linked_devices_off',
    status: 'failed',
    statusReason: 'linked_devices_off',
    reconnect: 'never',
    ...stays,
  },
  held_too: { code: 419, cause: 'WhatsApp holds the account, for a further reason.', ...held },
  line_closed: { code: 428, cause: 'The line closed without a word.', ...lost },
  network_lost: { code: 408, cause: 'WhatsApp could not be reached.', ...lost },
  silent: {
    code: 408,
    cause: 'Nothing came in time: connecting, a send, or a line without a byte.',
    reason: 'timed_out',
    status: 'disconnected',
    statusReason: 'timed_out',
    reconnect: 'backoff',
    ...stays,
  },
  replaced: {
    code: 440,
    cause: 'The same link logged in elsewhere.',
    reason: 'replaced',
    status: 'disconnected',
    statusReason: 'replaced',
    reconnect: 'later',
    ...stays,
  },
  replaced_repeatedly: {
    code: 440,
    cause: 'The same for the third time within an hour: somebody else uses the link.',
    reason: 'replaced',
    status: 'failed',
    statusReason: 'replaced_repeatedly',
    reconnect: 'never',
    ...stays,
  },
  server_error: { code: 500, cause: 'WhatsApp ended the line without a reason that the client knows.', ...lost },
  unavailable: { code: 503, cause: 'WhatsApp is not available.', ...lost },
  upgrade_refused: { code: null, cause: 'The connection was answered with an HTTP status.', ...lost },
  not_listening: { code: null, cause: 'WhatsApp let the number in, and would not let it listen.', ...lost },
  qr_expired: {
    code: 408,
    cause: 'All QR codes of a round were shown.',
    reason: 'qr_expired',
    status: 'disconnected',
    statusReason: 'connection_lost',
    reconnect: 'backoff',
    ...stays,
  },
  passkey_required: {
    code: null,
    cause: 'The account asks for a passkey when a device is linked.',
    reason: 'passkey_required',
    status: 'failed',
    statusReason: 'passkey_required',
    reconnect: 'never',
    ...stays,
  },
  credentials_unreadable: {
    code: null,
    cause: 'The stored credentials cannot be read.',
    reason: 'credentials_unreadable',
    status: 'failed',
    statusReason: 'credentials_unreadable',
    reconnect: 'never',
    ...stays,
  },
  credentials_unwritable: {
    code: null,
    cause: 'Credentials could not be stored.',
    reason: 'credentials_unwritable',
    status: 'disconnected',
    statusReason: 'credentials_unwritable',
    reconnect: 'backoff',
    ...stays,
  },
  untrusted_server: {
    code: null,
    cause: 'The server could not prove to be WhatsApp.',
    reason: 'untrusted_server',
    status: 'disconnected',
    statusReason: 'untrusted_server',
    reconnect: 'backoff',
    ...stays,
  },
  unreachable: {
    code: null,
    cause: 'Nothing but failures for three days.',
    reason: 'connection_lost',
    status: 'failed',
    statusReason: 'unreachable',
    reconnect: 'never',
    ...stays,
  },
  closed_by_us: {
    code: null,
    cause: 'Khabeer closed the line.',
    reason: 'closed_by_us',
    status: 'disconnected',
    statusReason: null,
    reconnect: 'never',
    ...stays,
  },
} as const satisfies Readonly<Record<string, Disconnect>>

/** The name of a row. */
export type DisconnectName = keyof typeof disconnects

/** Gives what follows on a close reason where nothing else is known: the first row of that reason. */
export const disconnectOf = (reason: CloseReason): Disconnect => {
  const found: Disconnect | undefined = Object.values(disconnects).find((row) => row.reason === reason)
  if (found === undefined) throw new Error(`No row says what follows on ${reason}.`)
  return found
}

/** Gives the close reason of a code: that of the first row with it. */
export const reasonOfCode = (code: number): CloseReason | undefined =>
  Object.values(disconnects).find((row) => row.code === code)?.reason
