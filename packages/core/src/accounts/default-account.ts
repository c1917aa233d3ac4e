import type { Clock } from '../clock.ts'
import type { AccountRecord } from '../storage/account-record.ts'
import type { AccountPatch } from '../storage/account-store.ts'
import type { Storage } from '../storage/storage.ts'
import { unlimitedPlan } from './plan.ts'

/** The account that `core.send()` acts for. */
export const defaultAccountName = 'default'

/** Gives the default account, made when missing and brought to what the host's options say of it. */
export const ensureDefaultAccount = async (
  storage: Storage,
  clock: Clock,
  wanted: AccountPatch,
): Promise<AccountRecord> => {
  const found = await storage.accounts.findByName(defaultAccountName)
  const created =
    found ??
    (await storage.accounts.create({
      name: defaultAccountName,
      plan: { ...unlimitedPlan, ...wanted.plan },
      timeZone: wanted.timeZone ?? 'UTC',
      at: clock.now(),
    }))
  // Null when another process made it meanwhile.
  const account = created ?? (await storage.accounts.findByName(defaultAccountName))
  if (account === null) throw new Error('The account "default" can neither be made nor found.')
  if (wanted.plan === undefined && wanted.timeZone === undefined) return account
  return (await storage.accounts.update(account.id, wanted)) ?? account
}
