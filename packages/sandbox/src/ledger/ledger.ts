import type { Unsubscribe } from '../events.ts'
import type { WaitOptions } from '../wait-for.ts'
import type { ConnectionRecord } from './connections.ts'
import type { MessageContent } from './content.ts'
import type { IqFilter, IqRecord } from './iqs.ts'

/** Whose device a ciphertext was for: the recipient's phone, the sender's own phone, or another linked client. */
export type DeviceKind = 'phone' | 'own_phone' | 'client'

/** Why a message was not read. */
export type ReadProblem =
  /** The ciphertext did not open. */
  | 'ciphertext'
  /** The same message came again with key material that is already used up. */
  | 'duplicate'
  /** The signatures that bind the sending device to its account are wrong. */
  | 'device_identity'
  /** What was inside is no message. */
  | 'plaintext'
  /** The media bytes are missing, do not decrypt or do not have the promised hash. */
  | 'media'
  /** It is for a linked client, so only that client can read it. */
  | 'sealed'

/** One ciphertext of one message stanza, as the device it was for found it. */
export interface LedgerEntry {
  readonly waMessageId: string
  /** Number of the account that sent it. */
  readonly sender: string
  /** Number of the other side of the chat, also for the copy that the sender's own phone gets. */
  readonly recipient: string
  readonly deviceKind: DeviceKind
  readonly deviceId: number
  /** `type` of the stanza: `text`, `media`, ... */
  readonly type: string
  readonly content: MessageContent | null
  readonly readable: boolean
  readonly problem: ReadProblem | null
  /** Epoch ms. */
  readonly at: number
}

/** What became of one message stanza that a client wrote. */
export type StanzaOutcome =
  | 'acknowledged'
  | 'withheld'
  | 'refused'
  | 'dropped_before'
  | 'dropped_after'
  | 'stream_error'

/** One message stanza that reached the server, whatever came of it. */
export interface StanzaRecord {
  readonly waMessageId: string
  readonly sender: string
  /** Number of the other side of the chat; null when there is no such person. */
  readonly recipient: string | null
  /** The line it was written on. */
  readonly connectionId: number
  readonly outcome: StanzaOutcome
  /** Code of a refusal. */
  readonly code: number | null
  readonly at: number
}

/** A message as its reader sees it on the screen. */
export interface ShownMessage {
  readonly waMessageId: string
  /** Number of the other side of the chat. */
  readonly chat: string
  readonly fromMe: boolean
  readonly content: MessageContent
  readonly at: number
}

/** A receipt that a linked client sent. */
export interface ReceiptRecord {
  readonly waMessageIds: readonly string[]
  /** Number of the account whose client sent it. */
  readonly sender: string
  /** Number of the one it is for; null when there is no such person. */
  readonly recipient: string | null
  /** `delivered` when the stanza names no type. */
  readonly type: string
  readonly at: number
}

/** A client saying whether somebody is there. */
export interface PresenceRecord {
  /** Number of the account. */
  readonly number: string
  /** `available`, `unavailable`, or null where the stanza names none, which counts as available. */
  readonly type: string | null
}

/** What a listener of the ledger hears about. */
export interface LedgerEvents {
  entry: LedgerEntry
  stanza: StanzaRecord
  shown: ShownMessage & { readonly owner: string }
  receipt: ReceiptRecord
  connection: ConnectionRecord
  iq: IqRecord
}

/**
 * The record of all that happened on the sandbox.
 *
 * @example
 * ```ts
 * import { startSandbox } from '@khabeer/sandbox'
 *
 * const sandbox = await startSandbox()
 * const entry = await sandbox.ledger.waitFor((e) => e.recipient === '491510000002' && e.readable)
 * sandbox.ledger.shownTo('491510000002') // what that person's phone shows
 * sandbox.ledger.stanzas(entry.waMessageId).length // how often the client wrote it
 * ```
 */
export interface Ledger {
  /** Lists every ciphertext that was handled, in order. */
  entries(): readonly LedgerEntry[]
  /** Lists the message stanzas that reached the server, all or those of one message. */
  stanzas(waMessageId?: string): readonly StanzaRecord[]
  /** Lists what the phone of a number shows, in order; a repeated id is shown once. */
  shownTo(number: string): readonly ShownMessage[]
  receipts(): readonly ReceiptRecord[]
  /** Lists what clients said about being there, in order. */
  presences(): readonly PresenceRecord[]
  /** Lists every line that a client opened: registrations, logins, evictions. */
  connections(number?: string): readonly ConnectionRecord[]
  /** Counts queries of clients, such as `{ xmlns: 'usync' }` or `{ child: 'remove-companion-device' }`. */
  iqCount(filter?: IqFilter): number
  /** Resolves with the first entry, past or future, that the predicate accepts. */
  waitFor(predicate: (entry: LedgerEntry) => boolean, options?: WaitOptions): Promise<LedgerEntry>
  /** Resolves when `count` entries, past and future, are accepted by the predicate. */
  waitForCount(
    count: number,
    predicate?: (entry: LedgerEntry) => boolean,
    options?: WaitOptions,
  ): Promise<readonly LedgerEntry[]>
  /** Resolves with the first event of a kind that the predicate accepts; only what is still to come counts. */
  next<K extends keyof LedgerEvents>(
    event: K,
    predicate?: (value: LedgerEvents[K]) => boolean,
    options?: WaitOptions,
  ): Promise<LedgerEvents[K]>
  /** Calls the listener for each event of a kind. */
  on<K extends keyof LedgerEvents>(event: K, listener: (value: LedgerEvents[K]) => void): Unsubscribe
}
