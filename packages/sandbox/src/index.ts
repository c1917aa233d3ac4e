export type { FastClockOptions, SandboxClock } from './clock.ts'
export { createFastClock } from './clock.ts'
export type { ControlApi, ControlApiOptions, SandboxInfo } from './control/control-api.ts'
export { startControlApi } from './control/control-api.ts'
export type { Unsubscribe } from './events.ts'
export type {
  FailureAttributes,
  Fault,
  FaultHandle,
  FaultKind,
  FaultMatch,
  FaultRecord,
  StreamErrorCode,
} from './faults/fault.ts'
export type { Faults } from './faults/faults.ts'
export type { ConnectionRecord, LineEnd } from './ledger/connections.ts'
export type { MediaContent, MessageContent, OtherContent, TextContent } from './ledger/content.ts'
export type { IqFilter, IqRecord } from './ledger/iqs.ts'
export type {
  DeviceKind,
  Ledger,
  LedgerEntry,
  LedgerEvents,
  PresenceRecord,
  ReadProblem,
  ReceiptRecord,
  ShownMessage,
  StanzaOutcome,
  StanzaRecord,
} from './ledger/ledger.ts'
export type { MediaFault, MediaInterceptor, MediaRequest } from './media/media-faults.ts'
export type { Addressing, ReceiptBehaviour } from './people/person.ts'
export type { ReceiptAddress } from './people/receipt-address.ts'
export type { Contact } from './phones/contact.ts'
export type { LinkedDevice, NewChatCapOptions, Phone, RestrictOptions } from './phones/phone.ts'
export type { Sandbox } from './sandbox.ts'
export type { SandboxErrorCode } from './sandbox-error.ts'
export { SandboxError } from './sandbox-error.ts'
export type { SandboxOptions } from './sandbox-options.ts'
export { startSandbox } from './start-sandbox.ts'
export type { WaitOptions } from './wait-for.ts'
