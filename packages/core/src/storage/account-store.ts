import type { AccountRecord, ApiKeyRecord, Plan } from './account-record.ts'

/** What may be changed of an account. */
export interface AccountPatch {
  readonly name?: string | undefined
  readonly plan?: Partial<Plan> | undefined
  readonly timeZone?: string | undefined
  readonly isDisabled?: boolean | undefined
}

/** A part of the accounts, in the order of their ids. */
export interface AccountPage {
  /** The id after which it begins. @defaultValue 0 */
  readonly after?: number | undefined
  /** @defaultValue no limit */
  readonly limit?: number | undefined
}

/** The accounts and their plans. */
export interface AccountStore {
  /** Creates an account; null when the name is taken. */
  create(input: {
    readonly name: string
    readonly plan: Plan
    readonly timeZone: string
    readonly at: number
  }): Promise<AccountRecord | null>
  /** Lists accounts, oldest first; those after an id, and up to `limit`, where that is asked. */
  list(page?: AccountPage): Promise<readonly AccountRecord[]>
  get(accountId: number): Promise<AccountRecord | null>
  findByName(name: string): Promise<AccountRecord | null>
  /** Changes what is given and leaves the rest; null for a missing id. Throws `duplicate` for a name that is taken. */
  update(accountId: number, patch: AccountPatch): Promise<AccountRecord | null>
}

/** What a key may do, and for how long. */
export type ApiKeyRights = Pick<ApiKeyRecord, 'scopes' | 'instanceIds' | 'expiresAt'>

/** What may be changed of a key. */
export type ApiKeyPatch = { readonly [Field in keyof ApiKeyRights]?: ApiKeyRights[Field] | undefined } & {
  readonly name?: string | null | undefined
}

/** The API keys, by their SHA-256. */
export interface ApiKeyStore {
  /** Stores a key's hash; null for a missing account. */
  create(input: {
    readonly accountId: number
    readonly name: string | null
    readonly prefix: string
    readonly hash: string
    readonly rights?: Partial<ApiKeyRights> | undefined
    readonly at: number
  }): Promise<ApiKeyRecord | null>
  /** Finds a key that is not revoked, with its account. Whether it has expired is for the caller's clock to say. */
  findByHash(hash: string): Promise<{ readonly apiKey: ApiKeyRecord; readonly account: AccountRecord } | null>
  /** Finds a key of the account, also one that is over; null for a foreign or missing one. */
  get(accountId: number, apiKeyId: number): Promise<ApiKeyRecord | null>
  /** Lists the keys of an account, oldest first: all of them, or those that are not over at a time. */
  list(accountId: number, filter?: { readonly livingAt?: number | undefined }): Promise<readonly ApiKeyRecord[]>
  /** Changes what is given and leaves the rest; null for a foreign or missing key, and for one that is over at `at`. */
  update(accountId: number, apiKeyId: number, patch: ApiKeyPatch, at: number): Promise<ApiKeyRecord | null>
  /**
   * Stores another key with the name and the rights of one that is not over, which from then on ends at `graceEndsAt`
   * unless it does so before; null for a foreign or missing key, and for one that is over.
   */
  rotate(
    accountId: number,
    apiKeyId: number,
    input: {
      readonly prefix: string
      readonly hash: string
      readonly graceEndsAt: number
      /** When the new one ends. @defaultValue when the old one would have */
      readonly expiresAt?: number | null | undefined
      readonly at: number
    },
  ): Promise<{ readonly created: ApiKeyRecord; readonly replaced: ApiKeyRecord } | null>
  /** Notes when keys were used, the first use of each minute; later ones in it write nothing. Tells nobody. */
  noteUses(uses: readonly { readonly apiKeyId: number; readonly at: number }[]): Promise<void>
  /** Revokes a key of the account; false for a foreign, missing or already revoked one. */
  revoke(accountId: number, apiKeyId: number, at: number): Promise<boolean>
}

/** What an account used of the day and the month that `at` falls in. */
export interface UsageRecord {
  readonly daily: number
  readonly monthly: number
  readonly plan: Plan
  /** Epoch ms at which the day and the month end in the account's time zone. */
  readonly dayEndsAt: number
  readonly monthEndsAt: number
}

/** The counters of the quota. */
export interface UsageStore {
  /** Reads the counters; null for a missing account. */
  read(accountId: number, at: number): Promise<UsageRecord | null>
}
