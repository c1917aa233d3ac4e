import type { proto } from './schema.ts'
import type { Stanza } from './stanza.ts'

/** The first encrypted words of a client: a registration or a login. */
export type ClientPayload = proto.IClientPayload

/** Who a client says it is once the Noise handshake is complete. */
export interface ClientLogin {
  /** The raw public Noise key; it identifies the device at every later login. */
  readonly staticKey: Buffer
  readonly payload: ClientPayload
}

/** One client on one WebSocket, from its first byte on. */
export interface ClientConnection {
  /** Resolves when the handshake is complete; rejects when it is invalid or the line drops first. Never goes unhandled. */
  readonly login: Promise<ClientLogin>
  readonly isOpen: boolean
  /** Encrypts and writes a stanza; does nothing on a closed line, throws before the handshake is complete. */
  send(stanza: Stanza): void
  /** Names the one listener for stanzas; those that came before are handed to it at once, in order. */
  onStanza(listener: (stanza: Stanza) => void): void
  /** Adds a listener for the end of the line; called at once when it has already ended. */
  onClose(listener: () => void): void
  /** Writes a WebSocket message as it is, past framing and encryption: garbage, for faults. */
  sendRaw(bytes: Uint8Array): void
  /** Closes the WebSocket cleanly; what the client still sends is not read. */
  close(): void
  /** Cuts the line without a word; what the client still sends is not read. */
  terminate(): void
}
