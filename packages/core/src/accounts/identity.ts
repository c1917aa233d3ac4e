import type { KeyScope } from '../storage/account-record.ts'

/** Who a request acts for, and what it may do. */
export interface Identity {
  readonly accountId: number
  readonly isDisabled: boolean
  /** The id of the stored key; null where the host said who acts, or its own key did. */
  readonly apiKeyId: number | null
  readonly scopes: readonly KeyScope[]
  /** The only instances that it sees; null for all of the account. */
  readonly instanceIds: readonly number[] | null
  /** From when it counts no more; null for never. */
  readonly expiresAt: Date | null
}
