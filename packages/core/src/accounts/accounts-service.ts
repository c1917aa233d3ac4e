import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Account, Khabeer } from '../facade.ts'
import { toAccount } from '../facade.ts'
import type { AccountRecord } from '../storage/account-record.ts'
import type { Storage } from '../storage/storage.ts'
import { readAccountInput, unlimitedPlan } from './plan.ts'

/** Builds the calls on accounts. */
export const createAccountsService = (input: {
  readonly storage: Storage
  readonly clock: Clock
}): Khabeer['accounts'] => {
  const { storage, clock } = input

  const update = async (id: number, patch: Parameters<Storage['accounts']['update']>[1]): Promise<Account> =>
    toAccount(existing(await storage.accounts.update(id, patch), id))

  return {
    create: async (given) => {
      const { name, plan, timeZone } = readAccountInput(given)
      if (name === undefined) throw new KhabeerError('invalid_request', 'name: an account needs a name.')
      const record = await storage.accounts.create({
        name,
        plan: { ...unlimitedPlan, ...plan },
        timeZone: timeZone ?? 'UTC',
        at: clock.now(),
      })
      if (record === null)
        throw new KhabeerError('name_taken', 'An account of that name exists already. Choose another name.')
      return toAccount(record)
    },
    list: async () => (await storage.accounts.list()).map(toAccount),
    get: async (id) => toAccount(existing(await storage.accounts.get(id), id)),
    update: async (id, given) => {
      const { plan, timeZone } = readAccountInput(given)
      return update(id, { plan, timeZone })
    },
    disable: (id) => update(id, { isDisabled: true }),
    enable: (id) => update(id, { isDisabled: false }),
  }
}

const existing = (record: AccountRecord | null, id: number): AccountRecord => {
  if (record === null) throw new KhabeerError('account_not_found', `There is no account ${id}.`)
  return record
}
