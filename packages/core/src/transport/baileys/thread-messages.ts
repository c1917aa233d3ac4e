import type { CredentialChange } from '../../storage/credential-store.ts'
import type {
  AccountRestriction,
  ConnectionEvent,
  ConnectOptions,
  LookupResult,
  OutgoingMessage,
  WhatsAppOptions,
} from '../transport.ts'
import type { TransportErrorCode } from '../transport-error.ts'

/** What the worker thread is started with. */
export interface ThreadSettings {
  readonly whatsApp: WhatsAppOptions
  /** The memory of a `SpeakingTime`. */
  readonly speakingTime: SharedArrayBuffer
}

/** A call of a connection, as it crosses to the worker. */
export type ConnectionCall =
  | { readonly method: 'lookup'; readonly recipient: string }
  | { readonly method: 'prepare'; readonly message: OutgoingMessage }
  | { readonly method: 'send'; readonly waMessageId: string; readonly address: string; readonly built: Uint8Array }
  | { readonly method: 'restriction' }
  | { readonly method: 'requestPairingCode'; readonly phone: string }
  | { readonly method: 'logout' }
  | { readonly method: 'close'; readonly reason: 'closed_by_us' | 'timed_out' }

/** What each call returns. */
export interface CallResults {
  lookup: LookupResult
  prepare: Uint8Array
  send: null
  restriction: AccountRestriction | null
  requestPairingCode: string
  logout: null
  close: null
}

/** The value of any call. */
export type CallValue = CallResults[keyof CallResults]

/** What the worker asks of its host. */
export type HostRequest =
  | { readonly kind: 'credentials.read'; readonly type: string; readonly ids: readonly string[] }
  | { readonly kind: 'credentials.write'; readonly changes: readonly CredentialChange[] }
  | { readonly kind: 'storedMessage'; readonly waMessageId: string }

/** What each request is answered with. */
export interface RequestResults {
  'credentials.read': ReadonlyMap<string, Uint8Array>
  'credentials.write': null
  storedMessage: Uint8Array | null
}

/** An error in a form that crosses a thread; causes stay where they are, for they may hold personal data. */
export interface PlainError {
  readonly code: TransportErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly mayHaveLeft: boolean
}

/** How a call or a request ended. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: PlainError }

/** From the host's thread to the worker. */
export type ToWorker =
  | {
      readonly type: 'connect'
      readonly connectionId: number
      readonly instanceId: number
      readonly mode: ConnectOptions['mode']
      readonly version: ConnectOptions['version']
      /** Of the speaking time. */
      readonly generation: number
    }
  | { readonly type: 'call'; readonly connectionId: number; readonly id: number; readonly call: ConnectionCall }
  | { readonly type: 'answer'; readonly id: number; readonly outcome: Outcome }
  /** The instance lives in another thread from now on. */
  | { readonly type: 'forget'; readonly instanceId: number }
  | { readonly type: 'finish' }

/** From the worker to the host's thread. */
export type ToHost =
  | { readonly type: 'event'; readonly connectionId: number; readonly event: ConnectionEvent }
  | { readonly type: 'return'; readonly id: number; readonly outcome: Outcome }
  | { readonly type: 'request'; readonly connectionId: number; readonly id: number; readonly request: HostRequest }
  | {
      readonly type: 'log'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly facts: Readonly<Record<string, string | number | null>>
      readonly message: string
    }
  | { readonly type: 'finished' }
