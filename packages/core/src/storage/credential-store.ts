import type { Lease } from './lease.ts'

/** One credential value to write, or to remove when `value` is null. */
export interface CredentialChange {
  readonly type: string
  readonly id: string
  readonly value: Uint8Array | null
}

/** The keys of linked numbers, as opaque bytes. */
export interface CredentialStore {
  /** Reads the values that exist among `ids`. */
  read(instanceId: number, type: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  /** Writes all changes of one call so that they become visible together. */
  write(lease: Lease, changes: readonly CredentialChange[]): Promise<void>
}
