// Written by `npm run openapi` from docs/openapi.json; changes made here are lost.

/** An account, and what its plan allows. */
export interface Account {
  readonly id: number
  readonly name: string
  readonly plan: {
    readonly monthly_messages: number | null
    readonly daily_messages: number | null
    readonly instances: number | null
  }
  readonly time_zone: string
  readonly disabled: boolean
  readonly created_at: string
}

/** An API key, and what it may do. */
export interface ApiKey {
  readonly id: number
  readonly name: string | null
  readonly prefix: string
  readonly scopes: readonly ('read' | 'send' | 'manage')[]
  readonly instance_ids: readonly number[] | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
}

/** What is to be changed of an instance. */
export interface ChangeInstanceRequest {
  readonly name?: string | undefined
  /** What bounds this number, all of it; null for what the server goes by. */
  readonly pacing?: Readonly<Record<string, unknown>> | null | undefined
  /** Texts of your own by name, all of them: up to 20, 4 KB. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** Whom to look for on WhatsApp. */
export interface CheckContactsRequest {
  /** The connected WhatsApp number to send from. */
  readonly instance_id: number
  readonly phones: readonly string[]
}

/** What is known of the numbers, in their order. */
export interface CheckedContacts {
  readonly instance_status: 'waiting_scan' | 'connecting' | 'connected' | 'disconnected' | 'logged_out' | 'restricted' | 'failed'
  readonly contacts: readonly Contact[]
}

/** Whether a number is on WhatsApp. */
export interface Contact {
  readonly phone: string
  readonly status: 'exists' | 'not_on_whatsapp' | 'pending'
  readonly wa_phone: string | null
  readonly checked_at: string | null
}

/** A WhatsApp number, and how it stands. */
export interface Instance {
  readonly id: number
  readonly name: string
  readonly phone: string | null
  readonly status: 'waiting_scan' | 'connecting' | 'connected' | 'disconnected' | 'logged_out' | 'restricted' | 'failed'
  readonly created_at: string
  readonly status_reason: string | null
  readonly restriction: {
    readonly type: string
    readonly until: string | null
  } | null
  readonly connected_at: string | null
  readonly held_reason: string | null
  readonly held_until: string | null
  readonly queued: number
  readonly queued_more: boolean
  readonly oldest_queued_at: string | null
  readonly pacing: Pacing | null
  readonly metadata: Readonly<Record<string, string>>
}

/** An instance shows a QR code to scan. */
export interface InstanceQrEvent {
  readonly type: 'instance.qr'
  readonly instance_id: number
  readonly qr_base64: string
  readonly qr_text: string
  readonly expires_at: string
}

/** An instance stands somewhere else. */
export interface InstanceStatusEvent {
  readonly id: number
  readonly at: string
  readonly instance_id: number
  readonly type: 'instance.status'
  readonly status: 'waiting_scan' | 'connecting' | 'connected' | 'disconnected' | 'logged_out' | 'restricted' | 'failed'
  readonly status_reason: string | null
}

/** A message, and where it is. */
export interface Message {
  readonly id: number
  readonly to_phone: string
  readonly type: 'text' | 'image' | 'document'
  readonly status: MessageStatus
  readonly error: string | null
  readonly queued_at: string
  readonly sent_at: string | null
  readonly instance_id: number
  readonly error_code: string | null
  readonly held_reason: string | null
  readonly attempts: number
  readonly next_attempt_at: string | null
  readonly priority: 'high' | 'normal' | 'low'
  readonly send_at: string | null
  readonly expires_at: string | null
  readonly retry_of: number | null
  readonly delivered_at: string | null
  readonly read_at: string | null
  readonly played_at: string | null
}

/** Where a message is on its way. */
export type MessageStatus =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'failed'
  | 'cancelled'
  | 'expired'

/** A message took a step. */
export interface MessageStatusEvent {
  readonly id: number
  readonly at: string
  readonly instance_id: number
  readonly type: 'message.queued' | 'message.sending' | 'message.sent' | 'message.delivered' | 'message.read' | 'message.played' | 'message.failed' | 'message.cancelled' | 'message.expired'
  readonly message_id: number
  readonly status: MessageStatus
  readonly error_code: string | null
}

/** An API key, with what it is asked with: shown this once. */
export interface NewApiKey {
  readonly id: number
  readonly name: string | null
  readonly prefix: string
  readonly scopes: readonly ('read' | 'send' | 'manage')[]
  readonly instance_ids: readonly number[] | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly key: string
}

/** How fast a number may write, and what bounds it beside that. */
export interface Pacing {
  readonly messages: number
  readonly per_ms: number
  readonly settle_ms?: number | undefined
  readonly daily_messages?: number | undefined
  readonly daily_first_contacts?: number | undefined
  readonly warm_up?: {
    readonly first_day: number
    readonly days: number
  } | undefined
  readonly quiet_hours?: {
    readonly from: string
    readonly to: string
  } | undefined
  readonly recipient_gap_ms?: number | undefined
}

/** A code to type on that phone. */
export interface PairingCode {
  readonly code: string
  readonly phone: string
}

/** Which phone is to be linked. */
export interface PairingCodeRequest {
  /** The number of the phone, e.g. 201093619140. */
  readonly phone: string
}

/** The new API key, and what became of the old one. */
export interface RotatedApiKey {
  readonly id: number
  readonly name: string | null
  readonly prefix: string
  readonly scopes: readonly ('read' | 'send' | 'manage')[]
  readonly instance_ids: readonly number[] | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly key: string
  readonly replaced: ApiKey
}

/** Events may be missing. */
export interface StreamGapEvent {
  readonly type: 'stream.gap'
  readonly after: number
  readonly resumes_after: number
}

/** What a stream of events tells of. */
export type StreamedEvent = MessageStatusEvent | InstanceStatusEvent | InstanceQrEvent | StreamGapEvent

/** Why a request was refused. */
export interface ErrorAnswer {
  /** What went wrong, in words for a person. */
  readonly error: string
  readonly code: ErrorCode
  /** What more there is to say, by the code. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** What went wrong, as a stable word. */
export type ErrorCode =
  | 'account_disabled'
  | 'account_not_found'
  | 'already_linked'
  | 'already_sending'
  | 'api_key_not_found'
  | 'body_too_large'
  | 'content_removed'
  | 'idempotency_key_reused'
  | 'instance_limit_reached'
  | 'instance_not_found'
  | 'internal_error'
  | 'invalid_recipient'
  | 'invalid_request'
  | 'malformed_json'
  | 'message_not_found'
  | 'method_not_allowed'
  | 'name_taken'
  | 'not_found'
  | 'not_retryable'
  | 'pairing_failed'
  | 'qr_not_available'
  | 'quota_exceeded'
  | 'request_timeout'
  | 'scope_missing'
  | 'starting'
  | 'stopped'
  | 'storage_busy'
  | 'storage_failed'
  | 'storage_full'
  | 'storage_owned'
  | 'storage_unusable'
  | 'too_many_failed_keys'
  | 'too_many_requests'
  | 'too_many_streams'
  | 'unauthorized'
  | 'unsupported_media_type'

/** What each route takes and gives. */
export interface ApiRoutes {
  /** Queues a single message for delivery. */
  readonly 'POST /messages/send': {
    readonly body: {
      /** The connected WhatsApp number to send from. */
      readonly instance_id: number
      /** The recipient in international format, e.g. 201001234567. */
      readonly to: string
      readonly type?: 'text' | 'image' | 'document' | null | undefined
      /** The body of a text. */
      readonly text?: string | undefined
      /** For media: { url, caption } of an image, { url, filename, mimetype } of a document. */
      readonly content?: Readonly<Record<string, unknown>> | undefined
      /** Which messages go first. */
      readonly priority?: 'high' | 'normal' | 'low' | null | undefined
      /** When to send it; a past time is now. */
      readonly send_at?: string | null | undefined
      /** When it expires unless it has left. */
      readonly expires_at?: string | null | undefined
      /** The same, from when it may be sent. */
      readonly ttl_seconds?: number | null | undefined
    }
    readonly response: {
      readonly id: number
      readonly status: 'queued'
    }
  }
  /** Queues 1 to 100 messages, all or nothing. */
  readonly 'POST /messages/send-bulk': {
    readonly body: {
      /** The connected WhatsApp number to send from. */
      readonly instance_id: number
      readonly messages: readonly {
        /** The recipient in international format, e.g. 201001234567. */
        readonly to: string
        readonly type?: 'text' | 'image' | 'document' | null | undefined
        /** The body of a text. */
        readonly text?: string | undefined
        /** For media: { url, caption } of an image, { url, filename, mimetype } of a document. */
        readonly content?: Readonly<Record<string, unknown>> | undefined
        /** Which messages go first. */
        readonly priority?: 'high' | 'normal' | 'low' | null | undefined
        /** When to send it; a past time is now. */
        readonly send_at?: string | null | undefined
        /** When it expires unless it has left. */
        readonly expires_at?: string | null | undefined
        /** The same, from when it may be sent. */
        readonly ttl_seconds?: number | null | undefined
      }[]
    }
    readonly response: {
      readonly queued: number
      readonly messages: readonly {
        readonly id: number
        readonly to: string
        readonly status: 'queued'
      }[]
    }
  }
  /** Tells where a message is. */
  readonly 'GET /messages/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly response: Message
  }
  /** Lists messages, the newest first. */
  readonly 'GET /messages': {
    readonly query: {
      /** Only messages of this instance. */
      readonly instance_id?: number | undefined
      /** Only messages to this recipient. */
      readonly to?: string | undefined
      /** Only what was queued then or later. */
      readonly queued_from?: string | undefined
      /** Only what was queued before that. */
      readonly queued_to?: string | undefined
      /** Only messages of these statuses: repeated, or with commas between. */
      readonly status?: readonly ('queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'cancelled' | 'expired')[] | undefined
      /** Only what failed or expired for this reason. */
      readonly error_code?: string | undefined
      /** How many at most. */
      readonly limit?: number | undefined
      /** The next_cursor of the page before. */
      readonly cursor?: string | undefined
    }
    readonly response: {
      readonly messages: readonly Message[]
      readonly next_cursor: string | null
    }
  }
  /** Withdraws the queued messages that a filter means. */
  readonly 'DELETE /messages': {
    readonly query: {
      /** Only messages of this instance. */
      readonly instance_id?: number | undefined
      /** Only messages to this recipient. */
      readonly to?: string | undefined
      /** Only what was queued then or later. */
      readonly queued_from?: string | undefined
      /** Only what was queued before that. */
      readonly queued_to?: string | undefined
    }
    readonly response: {
      readonly cancelled: number
    }
  }
  /** Tells the steps a message took. */
  readonly 'GET /messages/{id}/events': {
    readonly params: {
      readonly id: number
    }
    readonly response: {
      readonly events: readonly {
        readonly status: MessageStatus
        readonly at: string
        readonly attempts: number | null
        readonly error_code: string | null
      }[]
    }
  }
  /** Withdraws a message that has not left. */
  readonly 'POST /messages/{id}/cancel': {
    readonly params: {
      readonly id: number
    }
    readonly response: Message
  }
  /** Sends a message anew that has failed, expired or been cancelled. */
  readonly 'POST /messages/{id}/retry': {
    readonly params: {
      readonly id: number
    }
    readonly response: {
      readonly id: number
      readonly status: 'queued'
      readonly retry_of: number
    }
  }
  /** Creates an instance, to be linked by its QR code. */
  readonly 'POST /instances': {
    readonly body: {
      readonly name: string
    }
    readonly response: {
      readonly id: number
      readonly status: 'waiting_scan' | 'connecting' | 'connected' | 'disconnected' | 'logged_out' | 'restricted' | 'failed'
      readonly qr_url: string
    }
  }
  /** Lists the instances of the account. */
  readonly 'GET /instances': {
    readonly response: readonly Instance[]
  }
  /** Shows one instance. */
  readonly 'GET /instances/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly response: Instance
  }
  /** Disconnects an instance and removes it. */
  readonly 'DELETE /instances/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly response: {
      readonly status: 'disconnected'
    }
  }
  /** Changes the name, the pacing or the metadata of an instance. */
  readonly 'PATCH /instances/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly body: ChangeInstanceRequest
    readonly response: Instance
  }
  /** Holds the queue of an instance until it is resumed. */
  readonly 'POST /instances/{id}/pause': {
    readonly params: {
      readonly id: number
    }
    readonly response: Instance
  }
  /** Lets the queue of an instance go on. */
  readonly 'POST /instances/{id}/resume': {
    readonly params: {
      readonly id: number
    }
    readonly response: Instance
  }
  /** Closes the line of an instance and opens it anew. */
  readonly 'POST /instances/{id}/restart': {
    readonly params: {
      readonly id: number
    }
    readonly response: Instance
  }
  /** Unlinks the number of an instance and keeps the instance. */
  readonly 'POST /instances/{id}/logout': {
    readonly params: {
      readonly id: number
    }
    readonly response: Instance
  }
  /** Gives a code to type on the phone, in place of the QR code. */
  readonly 'POST /instances/{id}/pairing-code': {
    readonly params: {
      readonly id: number
    }
    readonly body: PairingCodeRequest
    readonly response: PairingCode
  }
  /** Shows the QR code to link the number with, until it is linked. */
  readonly 'GET /instances/{id}/qr': {
    readonly params: {
      readonly id: number
    }
    readonly query: {
      readonly format?: 'image' | 'raw' | 'json' | undefined
    }
    readonly response: {
      readonly qr_base64: string | null
      readonly qr_text: string | null
      readonly status: 'waiting_scan' | 'connecting' | 'connected' | 'disconnected' | 'logged_out' | 'restricted' | 'failed'
      readonly phone: string | null
      readonly status_reason: string | null
      readonly expires_at: string | null
    } | {
      readonly status: 'connected'
      readonly phone: string | null
    }
  }
  /** Tells which of 1 to 50 numbers are on WhatsApp. */
  readonly 'POST /contacts/check': {
    readonly body: CheckContactsRequest
    readonly response: CheckedContacts
  }
  /** Shows the messages used this month and this day beside their limits. */
  readonly 'GET /usage': {
    readonly response: {
      readonly monthly: {
        readonly used: number
        readonly limit: number | null
        readonly remaining: number | null
        readonly percentage: number
        readonly reset_at: string
      }
      readonly daily: {
        readonly used: number
        readonly limit: number | null
        readonly remaining: number | null
        readonly percentage: number
        readonly reset_at: string
      }
    }
  }
  /** Makes an API key, which is shown this once. */
  readonly 'POST /api-keys': {
    readonly body: {
      readonly name?: string | null | undefined
      readonly scopes?: readonly ('read' | 'send' | 'manage')[] | undefined
      readonly instance_ids?: readonly number[] | null | undefined
      readonly expires_at?: string | null | undefined
    }
    readonly response: NewApiKey
  }
  /** Lists the API keys of the account that are neither revoked nor expired. */
  readonly 'GET /api-keys': {
    readonly response: readonly ApiKey[]
  }
  /** Changes what an API key is called, may do, or when it ends. */
  readonly 'PATCH /api-keys/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly body: {
      readonly name?: string | null | undefined
      readonly scopes?: readonly ('read' | 'send' | 'manage')[] | undefined
      readonly instance_ids?: readonly number[] | null | undefined
      readonly expires_at?: string | null | undefined
    }
    readonly response: ApiKey
  }
  /** Revokes an API key. */
  readonly 'DELETE /api-keys/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly response: {
      readonly status: 'revoked'
    }
  }
  /** Makes a new API key in the place of one that goes on beside it for a while. */
  readonly 'POST /api-keys/{id}/rotate': {
    readonly params: {
      readonly id: number
    }
    readonly body: {
      readonly grace_seconds?: number | undefined
      readonly expires_at?: string | null | undefined
    }
    readonly response: RotatedApiKey
  }
  /** Tells what becomes of messages and instances, as server-sent events with this JSON as their data. */
  readonly 'GET /events': {
    readonly query: {
      /** Only events of this instance. */
      readonly instance_id?: number | undefined
      /** Only these types: repeated, or with commas between. */
      readonly types?: readonly ('message.queued' | 'message.sending' | 'message.sent' | 'message.delivered' | 'message.read' | 'message.played' | 'message.failed' | 'message.cancelled' | 'message.expired' | 'instance.status' | 'instance.qr')[] | undefined
      /** Goes on after this event. The header Last-Event-ID does the same and counts more. */
      readonly last_event_id?: number | undefined
    }
    readonly response: StreamedEvent
  }
  /** Tells that the process answers. */
  readonly 'GET /health/live': {
    readonly response: {
      readonly status: 'live'
    }
  }
  /** Tells whether the process serves calls: it is started, is not stopping, and its database answers. */
  readonly 'GET /health/ready': {
    readonly response: {
      readonly status: 'ready'
    }
  }
  /** Shows what is measured, in Prometheus' text format: with the admin key of the process, else of the account. */
  readonly 'GET /metrics': {
    readonly response: string
  }
  /** Creates an account. */
  readonly 'POST /admin/accounts': {
    readonly body: {
      readonly name: string
      readonly plan?: {
        readonly monthly_messages?: number | null | undefined
        readonly daily_messages?: number | null | undefined
        readonly instances?: number | null | undefined
      } | undefined
      readonly time_zone?: string | undefined
    }
    readonly response: Account
  }
  /** Lists the accounts, oldest first. */
  readonly 'GET /admin/accounts': {
    readonly query: {
      /** How many at most. */
      readonly limit?: number | undefined
      /** The next_cursor of the page before. */
      readonly cursor?: string | undefined
    }
    readonly response: {
      readonly accounts: readonly Account[]
      readonly next_cursor: string | null
    }
  }
  /** Shows one account. */
  readonly 'GET /admin/accounts/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly response: Account
  }
  /** Changes the name, the plan or the time zone of an account; what is left out stays. */
  readonly 'PATCH /admin/accounts/{id}': {
    readonly params: {
      readonly id: number
    }
    readonly body: {
      readonly name?: string | undefined
      readonly plan?: {
        readonly monthly_messages?: number | null | undefined
        readonly daily_messages?: number | null | undefined
        readonly instances?: number | null | undefined
      } | undefined
      readonly time_zone?: string | undefined
    }
    readonly response: Account
  }
  /** Accepts nothing more from an account until it is enabled. */
  readonly 'POST /admin/accounts/{id}/disable': {
    readonly params: {
      readonly id: number
    }
    readonly response: Account
  }
  /** Lets a disabled account go on. */
  readonly 'POST /admin/accounts/{id}/enable': {
    readonly params: {
      readonly id: number
    }
    readonly response: Account
  }
  /** Makes an API key for an account, which is shown this once. */
  readonly 'POST /admin/accounts/{id}/api-keys': {
    readonly params: {
      readonly id: number
    }
    readonly body: {
      readonly name?: string | null | undefined
      readonly scopes?: readonly ('read' | 'send' | 'manage')[] | undefined
      readonly instance_ids?: readonly number[] | null | undefined
      readonly expires_at?: string | null | undefined
    }
    readonly response: NewApiKey
  }
  /** Lists the API keys of an account that are neither revoked nor expired. */
  readonly 'GET /admin/accounts/{id}/api-keys': {
    readonly params: {
      readonly id: number
    }
    readonly response: readonly ApiKey[]
  }
  /** Revokes an API key of an account. */
  readonly 'DELETE /admin/accounts/{id}/api-keys/{key_id}': {
    readonly params: {
      readonly id: number
      readonly key_id: number
    }
    readonly response: {
      readonly status: 'revoked'
    }
  }
  /** Describes this API as an OpenAPI document. */
  readonly 'GET /openapi.json': {
    readonly response: {
      readonly openapi: '3.1.0'
      readonly info: Readonly<Record<string, unknown>>
      readonly paths: Readonly<Record<string, unknown>>
    }
  }
}
