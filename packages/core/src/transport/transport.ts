import type { Logger } from '../logger.ts'
import type { CredentialChange } from '../storage/credential-store.ts'

/** How a transport reaches WhatsApp; every field has the real service as its default. */
export interface WhatsAppOptions {
  /** The WebSocket address of the server. @defaultValue the real WhatsApp's */
  readonly url?: string | undefined
  /** The 32-byte public key that the server's certificate chain must lead to. @defaultValue the real WhatsApp's */
  readonly rootKey?: Uint8Array | undefined
  /** PEM certificates trusted for media hosts, beside none: uploads then trust just these. */
  readonly mediaCa?: string | undefined
  /**
   * How often a quiet line is asked for a sign of life, in ms; one that is silent for half as long again is cut.
   *
   * @defaultValue 20_000
   */
  readonly keepAliveMs?: number | undefined
}

/** Which version the client says it has, and who knows a later one. */
export interface ClientVersionOptions {
  /** The version that the client says it has. @defaultValue the client's own */
  readonly version?: WhatsAppVersion | undefined
  /**
   * Tells the latest version that WhatsApp takes. Asked when WhatsApp calls the client outdated, and followed upward only.
   *
   * @defaultValue nobody is asked
   */
  readonly latestVersion?: (() => Promise<WhatsAppVersion>) | undefined
}

/** A version of WhatsApp's client, e.g. `[2, 3000, 1043857760]`. */
export type WhatsAppVersion = readonly [number, number, number]

/** What the owner of an instance hands over so that its number can be connected. */
export interface ConnectOptions {
  readonly instanceId: number
  /**
   * `login`: the stored credentials are of a linked number. `link`: show QR codes; stored credentials that were never
   * linked are replaced by new ones, linked ones are logged in with.
   */
  readonly mode: 'login' | 'link'
  /** The version that the client says it has. @defaultValue the client's own */
  readonly version?: WhatsAppVersion | undefined
  readonly credentials: CredentialAccess
  /** Gives the built message of an id that a recipient asks for again; null when unknown. */
  readonly storedMessage: (waMessageId: string) => Promise<Uint8Array | null>
  /** Called for every event in order; must not throw. */
  readonly onEvent: (event: ConnectionEvent) => void
}

/** The credentials of one instance, already bound to its lease. */
export interface CredentialAccess {
  read(type: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  /** All changes of one call become visible together. */
  write(changes: readonly CredentialChange[]): Promise<void>
}

/** Why a connection ended, in words of our own: no code of the client leaves the transport. */
export type CloseReason =
  /** We closed it. */
  | 'closed_by_us'
  /** Linking is done and the client must log in anew (515). */
  | 'restart_required'
  /** All QR codes of a round were shown and none was scanned (408 while unlinked). */
  | 'qr_expired'
  /** The number was unlinked (401). */
  | 'logged_out'
  /** The same number logged in elsewhere (440). */
  | 'replaced'
  /** The account is banned for a time (402). */
  | 'temporarily_banned'
  /** The account is held by WhatsApp (403). */
  | 'forbidden'
  /** The phone's WhatsApp takes no linked devices (411). */
  | 'linked_devices_off'
  /** The account asks for a passkey, which this client has none of. */
  | 'passkey_required'
  /** This client is too old for WhatsApp (405). */
  | 'client_outdated'
  /** Something of ours did not answer in time: connecting, a send, a silent line. */
  | 'timed_out'
  /** Stored credentials cannot be read; they are left as they are. */
  | 'credentials_unreadable'
  /** Credentials could not be written: what the client knows is ahead of what is stored. */
  | 'credentials_unwritable'
  /** The server could not be proved to be WhatsApp. */
  | 'untrusted_server'
  /** Anything else: the line, the server, the network. */
  | 'connection_lost'

/** The last event of a connection. */
export interface ClosedEvent {
  readonly type: 'closed'
  readonly reason: CloseReason
  /** For logs; holds no personal data. */
  readonly detail: string
  /** After how long WhatsApp lets the number in again, when it says so. */
  readonly retryAfterMs?: number | undefined
  /** The version that was refused, with `client_outdated`. */
  readonly version?: WhatsAppVersion | undefined
}

/** What a connection reports. Plain data: it crosses a thread. Times are epoch ms. */
export type ConnectionEvent =
  /** `lifeMs`: how long this code can be scanned from now on. */
  | { readonly type: 'qr'; readonly qr: string; readonly lifeMs: number }
  /** A phone accepted the link; credentials are stored. A `restart_required` close follows. */
  | { readonly type: 'linked'; readonly phone: string }
  | { readonly type: 'open'; readonly phone: string }
  /** The offline backlog of this login has been taken: what WhatsApp knows of earlier messages has been reported. */
  | { readonly type: 'caught_up' }
  | ClosedEvent
  /** WhatsApp's server took a message (`errorCode` null) or refused it. */
  | { readonly type: 'ack'; readonly waMessageId: string; readonly at: number; readonly errorCode: string | null }
  | {
      readonly type: 'receipt'
      readonly waMessageIds: readonly string[]
      readonly status: 'delivered' | 'read' | 'played'
      readonly at: number
    }
  /** WhatsApp tells by itself that it restricts the account, or with null that it does not any more. */
  | { readonly type: 'restriction'; readonly restriction: AccountRestriction | null }
  /** Somebody wrote to this number: who (digits) and when, no content. */
  | { readonly type: 'message'; readonly from: string; readonly at: number }

/** What WhatsApp holds against an account: it does not let it write to people who never wrote to it. */
export interface AccountRestriction {
  /** A word on its kind, in lower case, such as `reachout_timelock` or `new_chat_cap`. */
  readonly type: string
  /** Epoch ms; null when WhatsApp does not say. */
  readonly until: number | null
}

/** A media file on this machine's disk. */
export interface OutgoingFile {
  readonly path: string
  readonly mimetype: string
}

/** What is to be built into a WhatsApp message. */
export type OutgoingMessage =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image'
      readonly file: OutgoingFile
      readonly caption?: string | undefined
      readonly width?: number | undefined
      readonly height?: number | undefined
    }
  | {
      readonly type: 'document'
      readonly file: OutgoingFile
      readonly filename: string
      readonly caption?: string | undefined
    }

/** The answer of a lookup; the address means something to the transport alone. */
export type LookupResult =
  | {
      readonly exists: true
      readonly address: string
      /** The number (digits) as WhatsApp has it, where that is another than the one that was asked for. */
      readonly number?: string | undefined
    }
  | { readonly exists: false }

/** One number's line to WhatsApp, from `connect` to its `closed` event. Calls reject only with {@link TransportError}. */
export interface Connection {
  /** Asks WhatsApp whether a number (digits) is there; trouble rejects and never reads as "not there". */
  lookup(recipient: string): Promise<LookupResult>
  /** Builds the message and uploads its media; nothing reaches the recipient. The bytes serve every later attempt. */
  prepare(message: OutgoingMessage): Promise<Uint8Array>
  /** Encrypts and writes a built message under the given id. Resolves when written: the `ack` event says what came of it. */
  send(input: { readonly waMessageId: string; readonly address: string; readonly built: Uint8Array }): Promise<void>
  /** Asks WhatsApp what it holds against the account; null for nothing. */
  restriction(): Promise<AccountRestriction | null>
  /** Asks for an eight-character code for the phone of that number (digits) to type; resolves once the server took it. */
  requestPairingCode(phone: string): Promise<string>
  /** Unlinks the number at WhatsApp and closes. */
  logout(): Promise<void>
  /** Closes the line and keeps the link. Resolves after the `closed` event. Idempotent. */
  close(reason?: 'closed_by_us' | 'timed_out'): Promise<void>
}

/** How messages reach WhatsApp. */
export interface Transport {
  /** Begins to connect; what comes of it is reported as events. */
  connect(options: ConnectOptions): Connection
  /**
   * Says for how long from now on connections may speak; each call replaces the one before. Once that is over nothing may
   * leave on any of them, whatever was begun, and they stay silent for good: what is connected after the next call may
   * speak again. Called only where the right to act for a number can be lost.
   */
  allow?(ms: number): void
  /** Closes every connection and leaves no thread, timer or handle. Idempotent. */
  close(): Promise<void>
}

/** What a transport needs of the core that uses it. */
export interface TransportContext {
  readonly logger: Logger
  readonly whatsApp: WhatsAppOptions
  /** A private directory for files on their way; exists and is purged by its owner. */
  readonly temporaryDirectory: string
  /** How many threads a transport that works in threads has at most. @defaultValue its own choice */
  readonly workers?: number | undefined
}

/** Builds a transport once its core starts. */
export type TransportFactory = (context: TransportContext) => Transport
