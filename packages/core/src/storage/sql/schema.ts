import type { Generated } from 'kysely'
import type { InstanceStatus, InstanceWish } from '../instance-record.ts'
import type { MessageStatus, MessageType } from '../message-record.ts'

/** Every table of Khabeer. Times are epoch ms, truths are 0 or 1, JSON is text: the same in every database. */
export interface Tables {
  khabeer_accounts: AccountsTable
  khabeer_api_keys: ApiKeysTable
  khabeer_instances: InstancesTable
  khabeer_leases: LeasesTable
  khabeer_workers: WorkersTable
  khabeer_messages: MessagesTable
  khabeer_idempotency: IdempotencyTable
  khabeer_usage: UsageTable
  khabeer_credentials: CredentialsTable
  khabeer_recipients: RecipientsTable
  khabeer_events: EventsTable
}

export interface AccountsTable {
  id: Generated<number>
  name: string
  monthly_messages: number | null
  daily_messages: number | null
  instances: number | null
  time_zone: string
  is_disabled: Generated<number>
  created_at: number
}

export interface ApiKeysTable {
  id: Generated<number>
  account_id: number
  name: string | null
  prefix: string
  hash: string
  created_at: number
  revoked_at: number | null
  /** JSON list of `KeyScope`s; null for all of them. */
  scopes: string | null
  /** JSON list of ids; null for all of the account's. */
  instance_ids: string | null
  expires_at: number | null
  last_used_at: number | null
}

export interface InstancesTable {
  id: Generated<number>
  account_id: number
  name: string
  status: InstanceStatus
  status_reason: string | null
  /** JSON of a `Restriction`. */
  restriction: string | null
  phone: string | null
  is_linked: Generated<number>
  qr: string | null
  qr_expires_at: number | null
  qr_requested_at: number | null
  /** JSON list of times. */
  qr_rounds: Generated<string>
  pairing_phone: string | null
  pairing_code: string | null
  pairing_requested_at: number | null
  last_send_at: number | null
  paused_at: number | null
  /** JSON list of `QueueHold`s. */
  holds: Generated<string>
  /** The local date that the two counters stand for. */
  sent_day: string | null
  sent_today: Generated<number>
  first_contacts_today: Generated<number>
  /** When this number was linked for the first time; null for one that was linked before this was noted. */
  linked_at: number | null
  /** The number the queue was made for, while it waits because another one was linked. */
  queue_phone: string | null
  /** JSON of a `Pacing`; null for what the server goes by. */
  pacing: string | null
  /** JSON of texts by name. */
  metadata: Generated<string>
  wish: InstanceWish | null
  created_at: number
  connected_at: number | null
  status_changed_at: number
  deleted_at: number | null
}

export interface LeasesTable {
  instance_id: number
  /** Null while nobody owns the instance. */
  owner: string | null
  /** Rises with every new owner. */
  epoch: Generated<number>
  /** Epoch ms of the database's clock; 0 for a lease that ended before its time. */
  expires_at: Generated<number>
  is_handed_over: Generated<number>
}

export interface WorkersTable {
  owner: string
  max_instances: number | null
  /** Epoch ms of the database's clock. */
  expires_at: number
}

export interface MessagesTable {
  id: Generated<number>
  account_id: number
  /** Stays when the instance is purged, so it references nothing. */
  instance_id: number
  wa_message_id: string
  recipient: string
  type: MessageType
  /** JSON of a `MessageContent`. */
  content: string
  status: MessageStatus
  /** Lower goes first; 0 is normal. */
  lane: Generated<number>
  error: string | null
  error_code: string | null
  held_reason: string | null
  attempts: Generated<number>
  /** Null while a queued message may go; else when it is looked at again. */
  next_attempt_at: number | null
  send_at: number | null
  expires_at: number | null
  retry_of: number | null
  address: string | null
  /** The periods whose units this message took. */
  day: string
  month: string
  queued_at: number
  sending_at: number | null
  sent_at: number | null
  delivered_at: number | null
  read_at: number | null
  played_at: number | null
  ended_at: number | null
  built: Uint8Array | null
  /** 0 once retention has taken `content` and `built` out. */
  has_body: Generated<number>
}

export interface IdempotencyTable {
  account_id: number
  route: string
  key: string
  body_hash: string
  /** JSON of what the call made: the accepted messages, or the instance. */
  answer: string
  created_at: number
}

export interface UsageTable {
  account_id: number
  kind: 'day' | 'month'
  period: string
  used: number
}

export interface CredentialsTable {
  instance_id: number
  type: string
  id: string
  value: Uint8Array
}

export interface RecipientsTable {
  instance_id: number
  recipient: string
  first_sent_at: number | null
  last_sent_at: number | null
  last_inbound_at: number | null
  lookup: 'found' | 'missing' | null
  address: string | null
  /** The number as WhatsApp has it, where it is another than the recipient's. */
  wa_number: string | null
  /** Since when somebody waits to know whether the recipient is there. */
  wanted_at: number | null
  looked_up_at: number | null
}

export interface EventsTable {
  id: Generated<number>
  account_id: number
  instance_id: number
  /** Null for an event of the instance itself. */
  message_id: number | null
  status: MessageStatus | InstanceStatus
  /** The error code of a message, the status reason of an instance. */
  reason: string | null
  /** How often a message had been tried by then; null for an event of an instance and where it was not noted. */
  attempts: number | null
  at: number
}
