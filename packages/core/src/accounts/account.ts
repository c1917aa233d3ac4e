import type { AccountRecord, Plan } from '../storage/account-record.ts'

/** An account, without its messages. */
export interface Account {
  readonly id: number
  readonly name: string
  readonly plan: Plan
  readonly timeZone: string
  readonly isDisabled: boolean
  readonly createdAt: Date
}

/** What of an account somebody sees. */
export interface AccountBounds {
  /** The only instances, with their messages; null for all. @defaultValue null */
  readonly instanceIds?: readonly number[] | null | undefined
}

/** Shows a stored account. */
export const toAccount = (record: AccountRecord): Account => ({
  id: record.id,
  name: record.name,
  plan: record.plan,
  timeZone: record.timeZone,
  isDisabled: record.isDisabled,
  createdAt: new Date(record.createdAt),
})
