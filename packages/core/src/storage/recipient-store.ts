import type { Lease } from './lease.ts'
import type { RecipientRecord } from './recipient-record.ts'

/** What each instance knows of the people it writes to. */
export interface RecipientStore {
  /** Reads one row; null when the instance knows nothing of the recipient. */
  get(instanceId: number, recipient: string): Promise<RecipientRecord | null>
  /** Keeps the answer of a lookup. */
  saveLookup(
    lease: Lease,
    input: {
      readonly recipient: string
      readonly lookup: 'found' | 'missing'
      readonly address: string | null
      readonly at: number
    },
  ): Promise<void>
  /** Makes the next message look the recipient up again: WhatsApp did not know its address any more. */
  forgetLookup(lease: Lease, input: { readonly recipient: string }): Promise<void>
  /** Notes that the recipient wrote to this instance, and lets go what waits for the end of a restriction. */
  noteInbound(lease: Lease, input: { readonly recipient: string; readonly at: number }): Promise<void>
}
