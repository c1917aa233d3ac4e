import type { Lease } from './lease.ts'
import type { RecipientRecord } from './recipient-record.ts'

/** What each instance knows of the people it writes to. */
export interface RecipientStore {
  /** Reads one row; null when the instance knows nothing of the recipient. */
  get(instanceId: number, recipient: string): Promise<RecipientRecord | null>
  /** Reads what is known of several, in no order; those of whom nothing is known are left out. */
  list(instanceId: number, recipients: readonly string[]): Promise<readonly RecipientRecord[]>
  /**
   * Notes that somebody wants to know whether these are on WhatsApp, and wakes the owner. A number waits for a day at most;
   * of one instance wait no more than `limit`, and what goes beyond is not noted. False for a foreign or missing instance.
   */
  wantLookups(
    accountId: number,
    instanceId: number,
    wanted: { readonly recipients: readonly string[]; readonly at: number; readonly limit: number },
  ): Promise<boolean>
  /** Gives the next recipient that somebody wants to know of, the one first that waits longest; null when there is none. */
  nextWanted(lease: Lease, at: number): Promise<string | null>
  /** Says that nobody waits any more to know of a recipient, and wakes who did. */
  endWanted(lease: Lease, input: { readonly recipient: string }): Promise<void>
  /** Keeps the answer of a lookup. */
  saveLookup(
    lease: Lease,
    input: {
      readonly recipient: string
      readonly lookup: 'found' | 'missing'
      readonly address: string | null
      /** The number as WhatsApp has it, where it is another. */
      readonly waNumber?: string | null | undefined
      readonly at: number
    },
  ): Promise<void>
  /** Makes the next message look the recipient up again: WhatsApp did not know its address any more. */
  forgetLookup(lease: Lease, input: { readonly recipient: string }): Promise<void>
  /** Notes that the recipient wrote to this instance, and lets go what waits for the end of a restriction. */
  noteInbound(lease: Lease, input: { readonly recipient: string; readonly at: number }): Promise<void>
}
