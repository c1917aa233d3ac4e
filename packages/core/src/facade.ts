import type { Account, AccountBounds } from './accounts/account.ts'
import type { Identity } from './accounts/identity.ts'
import type { ApiKey, ApiKeyInput, RotatedKey, RotateOptions } from './accounts/kept-api-key.ts'
import type { ErrorCode } from './errors/codes.ts'
import type { EventStream, EventsPage, ReadEventsInput, StreamEventsInput } from './events/event-stream.ts'
import type { KhabeerEvents } from './events/events.ts'
import type { Contacts } from './instances/contact-check.ts'
import type { Instance } from './instances/instance.ts'
import type { InstanceDetails } from './instances/instance-details.ts'
import type { InstanceChanges } from './instances/instance-settings.ts'
import type { Message } from './messages/message.ts'
import type { MessageList, MessageListQuery, MessageQuery, MessageStep } from './messages/message-query.ts'
import type { Plan } from './storage/account-record.ts'

/** One message to send. */
export interface SendInput {
  /** The instance to send from. */
  readonly instanceId: number
  /** The recipient in international format; separators and a leading `+` or `00` are cleaned. */
  readonly to: string
  /** @defaultValue 'text' */
  readonly type?: 'text' | 'image' | 'document' | undefined
  /** The body of a text: 1 to 65,536 UTF-16 units. */
  readonly text?: string | undefined
  /** For media: where to fetch it (http or https) and how to show it. */
  readonly content?:
    | {
        readonly url: string
        readonly caption?: string | undefined
        readonly filename?: string | undefined
        readonly mimetype?: string | undefined
      }
    | undefined
  /**
   * Which messages of the instance go first: `high` for what somebody waits for, such as a one-time code.
   *
   * @defaultValue 'normal', and 'low' in a bulk
   */
  readonly priority?: 'high' | 'normal' | 'low' | undefined
  /** When to send it; a time that is past is now. A text is ISO 8601 with its offset. */
  readonly sendAt?: Date | string | undefined
  /** When it expires unless it has left before. A text is ISO 8601 with its offset. */
  readonly expiresAt?: Date | string | undefined
  /** The same in seconds from when it may be sent. */
  readonly ttlSeconds?: number | undefined
  /**
   * Makes a repeated call with the same input the same message, for 24 hours: 1 to 255 printable ASCII characters. A key
   * belongs to its account and stands for one call, from code or over HTTP.
   */
  readonly idempotencyKey?: string | undefined
}

/** Up to 100 messages that are accepted together or not at all. */
export interface SendBulkInput {
  readonly instanceId: number
  readonly messages: readonly Omit<SendInput, 'instanceId' | 'idempotencyKey'>[]
  readonly idempotencyKey?: string | undefined
}

/** How messages are accepted. */
export interface SendOptions {
  /**
   * An open transaction of the host on the database of Khabeer's storage: what the host writes in it and the messages
   * are stored together or not at all. With PostgreSQL, a client of `pg` inside BEGIN or a Kysely transaction; with
   * SQLite, a Kysely transaction on the same file.
   *
   * The call resolves before the commit. Only the commit makes the messages durable and wakes their number; a rollback
   * leaves no trace of them. `message.queued` is not emitted, because nothing is stored yet. A call that fails, such as
   * with `quota_exceeded`, leaves the transaction as it was: the host decides how it ends.
   *
   * Await this call as the last one before the commit: on PostgreSQL the account's count of messages stays locked until
   * then, and whoever sends for the same account waits, for two seconds at most, and then gets `storage_busy`.
   */
  readonly transaction?: unknown
}

/** An accepted message: it is stored and will be sent, also after a crash. */
export interface QueuedMessage {
  readonly id: number
  /** The cleaned digits. */
  readonly to: string
  readonly status: 'queued'
}

/** What a call with an idempotency key answers beside the rest. */
export interface Replayable {
  /** Whether the key came before: then nothing was done, and this is the answer of then. */
  readonly isReplayed: boolean
}

/** A link to be scanned, or what became of it. */
export interface InstanceQr {
  readonly status: Instance['status']
  readonly statusReason: string | null
  readonly phone: string | null
  /** The text to encode as a QR code; null when there is none to show. */
  readonly qr: string | null
  readonly expiresAt: Date | null
}

/** A code to type on the phone: WhatsApp, Linked devices, Link with phone number. */
export interface PairingCode {
  readonly code: string
  /** The cleaned digits of the phone that it is for. */
  readonly phone: string
}

/** How much of one limit is used; `limit` and `remaining` are null without a limit. */
export interface UsageOf {
  readonly used: number
  readonly limit: number | null
  readonly remaining: number | null
  /** Whole, rounded down, at most 100; 0 without a limit. */
  readonly percentage: number
  /** When the count starts anew. */
  readonly resetsAt: Date
}

/** What an account used of its plan this month and this day. */
export interface Usage {
  readonly monthly: UsageOf
  readonly daily: UsageOf
}

/** The calls of one account; a foreign id is answered like a missing one. */
export interface AccountScope {
  /** Queues one message. Resolves once it is durable, or, with {@link SendOptions.transaction}, to be so with the host's commit. */
  send(input: SendInput, options?: SendOptions): Promise<QueuedMessage & Replayable>
  /** Queues 1 to 100 messages, all or nothing. */
  sendBulk(
    input: SendBulkInput,
    options?: SendOptions,
  ): Promise<{ readonly messages: readonly QueuedMessage[] } & Replayable>
  readonly messages: {
    /** Reads one message. Throws `message_not_found`. */
    get(id: number): Promise<Message>
    /** Lists messages, the newest first. */
    list(query?: MessageListQuery): Promise<MessageList>
    /** Tells the steps a message took, the first one first, as far as retention keeps them. Throws `message_not_found`. */
    events(id: number): Promise<readonly MessageStep[]>
    /**
     * Withdraws a message that has not left: exactly one of sent and cancelled wins. One that has ended without leaving is
     * given as it stands. Throws `already_sending` for one that may have left, `message_not_found`.
     */
    cancel(id: number): Promise<Message>
    /**
     * Withdraws what is queued now, in small batches, and gives how many messages that were. Throws `invalid_request` when
     * the query means all of them.
     */
    cancelQueued(query: MessageQuery): Promise<{ readonly cancelled: number }>
    /**
     * Sends a message anew, as another one, that has failed, expired or been cancelled: with its content, its priority, a
     * time to send that is still ahead, and a time to live that begins anew. It counts once more. Throws `not_retryable`,
     * `content_removed`, `message_not_found`, `instance_not_found`, `quota_exceeded`.
     */
    retry(
      id: number,
      options?: { readonly idempotencyKey?: string | undefined },
    ): Promise<QueuedMessage & Replayable & { readonly retryOf: number }>
  }
  readonly instances: {
    /** Creates an instance and asks for its first QR code. Throws `instance_limit_reached`. */
    create(input: {
      readonly name: string
      /** Makes a repeated call with the same name the same instance, for 24 hours. */
      readonly idempotencyKey?: string | undefined
    }): Promise<Instance & Replayable>
    list(): Promise<readonly InstanceDetails[]>
    /** Reads one instance. Throws `instance_not_found`. */
    get(id: number): Promise<InstanceDetails>
    /** Changes what is given: its name, what bounds it, and the account's own words on it. */
    update(id: number, changes: InstanceChanges): Promise<InstanceDetails>
    /** Asks for the QR code to show now and waits up to `waitMs` for the first. @defaultValue waitMs 5_000 */
    qr(id: number, options?: { readonly waitMs?: number; readonly signal?: AbortSignal }): Promise<InstanceQr>
    /** Asks for a code for the phone of that number to type. Throws `already_linked`, `pairing_failed`. */
    pairingCode(id: number, input: { readonly phone: string }): Promise<PairingCode>
    /** Holds its queue, in whichever process the number lives, until it is resumed; what is `sending` ends. */
    pause(id: number): Promise<InstanceDetails>
    /** Lets its queue go on, also where it waits because another number was linked. */
    resume(id: number): Promise<InstanceDetails>
    /**
     * Closes its line and opens it anew, in whichever process the number lives, also where it gave up; one that is not linked
     * shows a new QR code. Restarts of one number are ten seconds apart: those asked for meanwhile become one.
     */
    restart(id: number): Promise<InstanceDetails>
    /**
     * Unlinks its number and keeps the instance, its queue and its messages; it can be linked again. WhatsApp is told for up
     * to ten seconds, and where it cannot be reached the phone lists the link until it is removed there.
     */
    logout(id: number): Promise<InstanceDetails>
    /** Withdraws everything that is queued now, in small batches, and gives how many messages that were. */
    clearQueue(id: number): Promise<{ readonly cancelled: number }>
    /** Removes an instance; its number is unlinked in the background. */
    delete(id: number): Promise<void>
  }
  readonly contacts: Contacts
  readonly events: {
    /** Reads stored events, the oldest first; none is missing up to `next`, whoever made it. */
    read(input?: ReadEventsInput): Promise<EventsPage>
    /**
     * Follows events as they happen, in whichever process. Whatever is stored once this has resolved is given; what came
     * before is given where `after` is named. Throws `too_many_streams`.
     */
    stream(input?: StreamEventsInput): Promise<EventStream>
  }
  usage(): Promise<Usage>
}

/** Whether a process can do its work; no single number makes it ill. */
export interface Health {
  /** Whether calls are served: it is started, is not stopping, and its storage answers. */
  readonly isReady: boolean
  /** Why not: `starting`, `stopped`, or what the storage says. Null while it is ready. */
  readonly reason: ErrorCode | null
}

/** What is measured, as Prometheus reads it. */
export interface MetricsText {
  readonly contentType: string
  readonly text: string
}

/** A running Khabeer. Its own calls act on the account `default`. */
export interface Khabeer extends AccountScope {
  /** Opens the database and connects the linked numbers in the background. Idempotent. */
  start(): Promise<void>
  /** Ends all work, keeps every link and leaves nothing running. Idempotent. */
  stop(): Promise<void>
  /** Resolves once started; rejects with `stopped` when it is not going to be. */
  ready(): Promise<void>
  /** Tells within a second or so whether this process can do its work, for a load balancer; never rejects. */
  health(): Promise<Health>
  readonly metrics: {
    /** Writes what this process measures, of all accounts, in Prometheus' text format. */
    read(): Promise<MetricsText>
    /** Counts an answered request by its route and status; `createApi` calls it. */
    countRequest(route: string, status: number): void
  }
  /** The id of the account `default`. Throws `starting` before the start. */
  readonly defaultAccountId: number
  /** Gives the calls of another account, or of some of its instances: what is outside of these is as if it did not exist. */
  account(id: number, bounds?: AccountBounds): AccountScope
  readonly accounts: {
    create(input: {
      readonly name: string
      readonly plan?: Partial<Plan> | undefined
      readonly timeZone?: string | undefined
    }): Promise<Account>
    /** Lists accounts, oldest first: all of them, or up to `limit` after an id. */
    list(page?: {
      readonly after?: number | undefined
      readonly limit?: number | undefined
    }): Promise<readonly Account[]>
    get(id: number): Promise<Account>
    update(
      id: number,
      input: {
        /** The account `default` keeps its name. */
        readonly name?: string | undefined
        readonly plan?: Partial<Plan> | undefined
        readonly timeZone?: string | undefined
      },
    ): Promise<Account>
    /**
     * Accepts no more messages and instances of the account (`account_disabled`), and over HTTP no call at all; what is
     * queued waits, numbers stay linked.
     */
    disable(id: number): Promise<Account>
    enable(id: number): Promise<Account>
  }
  readonly apiKeys: {
    /** Makes a key; `key` is shown this once and never stored. @defaultValue accountId the account `default` */
    create(
      input?: ApiKeyInput & { readonly accountId?: number | undefined },
    ): Promise<{ readonly apiKey: ApiKey; readonly key: string }>
    /** Shows a key. Throws `api_key_not_found` for one that is over. */
    get(id: number, accountId?: number): Promise<ApiKey>
    /** Lists the keys of an account: all of them, or those that are neither revoked nor expired. */
    list(accountId?: number, filter?: { readonly isLive?: true | undefined }): Promise<readonly ApiKey[]>
    /** Changes what is given and leaves the rest. Throws `api_key_not_found` for one that is over. */
    update(id: number, input: ApiKeyInput, accountId?: number): Promise<ApiKey>
    /**
     * Makes a new key with the name and the rights of a living one, which goes on beside it for a while, so that clients
     * change over without a failed request. Throws `api_key_not_found` for one that is over.
     */
    rotate(id: number, options?: RotateOptions): Promise<RotatedKey>
    revoke(id: number, accountId?: number): Promise<void>
    /** Tells which account a key acts for, and notes the use; null for a missing, unknown, revoked or expired one. */
    authenticate(key: string): Promise<Identity | null>
  }
  /** Calls `listener` at each event until the returned function is called. A listener that throws or rejects is logged, never more. */
  on<Name extends keyof KhabeerEvents>(name: Name, listener: (event: KhabeerEvents[Name]) => unknown): () => void
}
