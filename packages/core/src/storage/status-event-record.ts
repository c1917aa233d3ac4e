import type { MessageStatus } from './message-record.ts'

/** One step that a message took. */
export interface StatusEventRecord {
  readonly status: MessageStatus
  /** Epoch ms. */
  readonly at: number
  /** How often it had been tried by then; null where that was not noted. */
  readonly attempts: number | null
  readonly errorCode: string | null
}
