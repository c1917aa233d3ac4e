/** What an account may use; null is unlimited. */
export interface Plan {
  readonly monthlyMessages: number | null
  readonly dailyMessages: number | null
  readonly instances: number | null
}

/** One stored account. */
export interface AccountRecord {
  readonly id: number
  readonly name: string
  readonly plan: Plan
  /** IANA name; days and months of the quota are this zone's. */
  readonly timeZone: string
  readonly isDisabled: boolean
  readonly createdAt: number
}

/** What an API key may do: read, send, or manage, which covers both others. */
export type KeyScope = 'read' | 'send' | 'manage'

/** One stored API key; the key itself is never stored. */
export interface ApiKeyRecord {
  readonly id: number
  readonly accountId: number
  readonly name: string | null
  /** The first characters, to tell keys apart. */
  readonly prefix: string
  readonly scopes: readonly KeyScope[]
  /** The only instances that it sees; null for all of the account. */
  readonly instanceIds: readonly number[] | null
  /** Epoch ms from which it counts no more; null for never. */
  readonly expiresAt: number | null
  /** When it was last used, right to a minute; null for never. */
  readonly lastUsedAt: number | null
  readonly createdAt: number
  readonly revokedAt: number | null
}
