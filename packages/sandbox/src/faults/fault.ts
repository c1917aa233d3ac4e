/** A stream error that WhatsApp sends: a code, or `replaced` for the eviction that carries none (the client says 440). */
export type StreamErrorCode = number | 'replaced'

/** What a failed login says beside its reason, such as `{ expire: '3600' }` with 402. */
export type FailureAttributes = Readonly<Record<string, string>>

/** What goes wrong with a message. */
export type MessageFaultKind =
  /** The message is handled, its sender hears nothing about it. */
  | { readonly kind: 'withhold_ack'; readonly receipts: boolean }
  | { readonly kind: 'delay_ack'; readonly delayMs: number }
  /** The message is refused with a code and reaches nobody. */
  | { readonly kind: 'refuse_ack'; readonly code: number }
  /** The line drops as if the message had never arrived. */
  | { readonly kind: 'drop_before' }
  /** The line drops when the message is handled, before the ack. */
  | { readonly kind: 'drop_after' }
  /** The stream ends with an error instead of an answer; the message reaches nobody. */
  | { readonly kind: 'stream_error'; readonly code: StreamErrorCode }

/** Every fault that can be waiting for its moment. */
export type Fault =
  | MessageFaultKind
  /** No phone sends a receipt about the message. */
  | { readonly kind: 'stop_receipts' }
  /** One bit of each ciphertext is flipped on the way. */
  | { readonly kind: 'corrupt' }
  /** The phone's signature under a new link is not its own. */
  | { readonly kind: 'forge_link' }
  /** A query is never answered. */
  | { readonly kind: 'ignore_iq' }
  /** A query is answered with an error. */
  | { readonly kind: 'refuse_iq'; readonly code: number; readonly text: string }
  /** A client that asks for a pairing code is answered with an error. */
  | { readonly kind: 'refuse_pairing_code'; readonly code: number }
  /** A connection is answered with an HTTP status in place of the upgrade. */
  | { readonly kind: 'refuse_upgrade'; readonly status: number }
  /** A connection is taken, and nobody speaks on it. */
  | { readonly kind: 'mute' }
  /** A connection drops at the first word of its Noise handshake. */
  | { readonly kind: 'drop_handshake' }
  /** A login is answered with a failure. */
  | { readonly kind: 'refuse_login'; readonly code: number; readonly attributes: FailureAttributes }
  /** A media upload is answered with an HTTP status. */
  | { readonly kind: 'refuse_uploads'; readonly status: number }
  /** A media upload is answered late. */
  | { readonly kind: 'delay_uploads'; readonly delayMs: number }

/** The name of a fault, as the control API takes it. */
export type FaultKind = Fault['kind']

/** What a fault applies to: all that is given must agree; nothing given means everything. */
export interface FaultMatch {
  /** Number of the linked account that sends (or logs in). */
  readonly sender?: string | undefined
  /** Number of the recipient. */
  readonly recipient?: string | undefined
  readonly waMessageId?: string | undefined
  /** Namespace of a query, such as `usync`. */
  readonly xmlns?: string | undefined
  /** How often it strikes. @defaultValue 1, or 'always' where the method says so */
  readonly times?: number | 'always' | undefined
}

/** A fault that was set. */
export interface FaultHandle {
  /** How often it struck so far. */
  readonly struck: number
  /** Takes it back. */
  remove(): void
}

/** A fault as it stands, for display. */
export interface FaultRecord {
  readonly id: number
  readonly fault: Fault
  readonly match: FaultMatch
  readonly struck: number
}
