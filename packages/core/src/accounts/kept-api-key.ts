import type { ApiKeyRecord, KeyScope } from '../storage/account-record.ts'

/** What is kept of an API key. */
export interface ApiKey {
  readonly id: number
  readonly accountId: number
  readonly name: string | null
  /** The first characters, to tell keys apart. */
  readonly prefix: string
  readonly scopes: readonly KeyScope[]
  /** The only instances that it sees; null for all of the account. */
  readonly instanceIds: readonly number[] | null
  readonly expiresAt: Date | null
  /** When it was last used, right to a minute; null for never. */
  readonly lastUsedAt: Date | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** What a key is called, may do, and for how long. */
export interface ApiKeyInput {
  /** 1 to 100 characters. @defaultValue null */
  readonly name?: string | null | undefined
  /** `read`, `send`, and `manage`, which covers both others. @defaultValue all of them */
  readonly scopes?: readonly KeyScope[] | undefined
  /**
   * The only instances that the key sees, with their messages: any other one is to it as if it did not exist, and it makes
   * none. Null for all of the account.
   *
   * @defaultValue null
   */
  readonly instanceIds?: readonly number[] | null | undefined
  /** From when it counts no more; null for never. A text is ISO 8601 with its offset. @defaultValue null */
  readonly expiresAt?: Date | string | null | undefined
}

/** How a key is replaced. */
export interface RotateOptions {
  /** How long the old key goes on beside the new one: 30 days at most. @defaultValue 86_400_000, a day */
  readonly graceMs?: number | undefined
  /** When the new key ends. @defaultValue when the old one would have */
  readonly expiresAt?: ApiKeyInput['expiresAt']
  /** @defaultValue the account `default` */
  readonly accountId?: number | undefined
}

/** A key that took another one's place. */
export interface RotatedKey {
  readonly apiKey: ApiKey
  /** The new key itself, shown this once and never stored. */
  readonly key: string
  /** The old one, with the time at which it ends. */
  readonly replaced: ApiKey
}

/** Shows what is stored of a key. */
export const toApiKey = (record: ApiKeyRecord): ApiKey => ({
  id: record.id,
  accountId: record.accountId,
  name: record.name,
  prefix: record.prefix,
  scopes: record.scopes,
  instanceIds: record.instanceIds,
  expiresAt: toDate(record.expiresAt),
  lastUsedAt: toDate(record.lastUsedAt),
  createdAt: new Date(record.createdAt),
  revokedAt: toDate(record.revokedAt),
})

const toDate = (at: number | null): Date | null => (at === null ? null : new Date(at))
