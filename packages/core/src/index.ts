export type { Account, AccountBounds } from './accounts/account.ts'
export type { Identity } from './accounts/identity.ts'
export type { ApiKey, ApiKeyInput, RotatedKey, RotateOptions } from './accounts/kept-api-key.ts'
export type { Clock } from './clock.ts'
export { systemClock } from './clock.ts'
export type { ErrorCode, ErrorCodeFacts } from './errors/codes.ts'
export { errorCodes } from './errors/codes.ts'
export type { ErrorDetails } from './errors/khabeer-error.ts'
export { isKhabeerError, KhabeerError } from './errors/khabeer-error.ts'
export type {
  EventSelection,
  EventStream,
  EventsPage,
  ReadEventsInput,
  StreamEventsInput,
} from './events/event-stream.ts'
export type { InstanceQrEvent, InstanceStatusEvent, KhabeerEvents, MessageEvent } from './events/events.ts'
export type {
  EventType,
  ShownQr,
  StoredEvent,
  StoredInstanceEvent,
  StoredMessageEvent,
  StreamedEvent,
  StreamGap,
  StreamIdle,
} from './events/stored-event.ts'
export type {
  AccountScope,
  Health,
  InstanceQr,
  Khabeer,
  MetricsText,
  PairingCode,
  QueuedMessage,
  Replayable,
  SendBulkInput,
  SendInput,
  SendOptions,
  Usage,
  UsageOf,
} from './facade.ts'
export type { CheckedContact, ContactCheck, ContactCheckInput, Contacts } from './instances/contact-check.ts'
export type { Instance } from './instances/instance.ts'
export type { InstanceDetails, InstanceQueue } from './instances/instance-details.ts'
export type { InstanceChanges } from './instances/instance-settings.ts'
export { createKhabeer } from './khabeer.ts'
export type { Logger } from './logger.ts'
export type { Message } from './messages/message.ts'
export type { MessageList, MessageListQuery, MessageQuery, MessageStep } from './messages/message-query.ts'
export type { MetricsOptions } from './metrics/metrics-options.ts'
export type { KhabeerOptions, RetentionOptions } from './options.ts'
export type { Pacing } from './pacing/pacing-rules.ts'
export type { KeyScope, Plan } from './storage/account-record.ts'
export type { InstanceStatus } from './storage/instance-record.ts'
export type { MessageStatus, MessageType } from './storage/message-record.ts'
export type { Storage } from './storage/storage.ts'
export { isStorageError, StorageError } from './storage/storage-error.ts'
export type {
  ClientVersionOptions,
  ClosedEvent,
  CloseReason,
  Connection,
  ConnectionEvent,
  ConnectOptions,
  CredentialAccess,
  LookupResult,
  OutgoingFile,
  OutgoingMessage,
  Transport,
  TransportContext,
  TransportFactory,
  WhatsAppOptions,
  WhatsAppVersion,
} from './transport/transport.ts'
export type { TransportErrorCode } from './transport/transport-error.ts'
export { isTransportError, TransportError } from './transport/transport-error.ts'
