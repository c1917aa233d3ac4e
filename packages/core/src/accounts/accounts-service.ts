import type { Clock } from '../clock.ts'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import type { AccountRecord } from '../storage/account-record.ts'
import type { AccountPatch } from '../storage/account-store.ts'
import type { Storage } from '../storage/storage.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { Account } from './account.ts'
import { toAccount } from './account.ts'
import { defaultAccountName } from './default-account.ts'
import { readAccountInput, unlimitedPlan } from './plan.ts'

/** Builds the calls on accounts. */
export const createAccountsService = (input: {
  readonly storage: Storage
  readonly clock: Clock
}): Khabeer['accounts'] => {
  const { storage, clock } = input

  const update = async (id: number, patch: AccountPatch): Promise<Account> =>
    toAccount(existing(await storage.accounts.update(id, patch), id))

  /** Gives an account another name. The account `default` is found by its name at each start. */
  const assertMayRename = async (id: number, name: string): Promise<void> => {
    const { name: before } = existing(await storage.accounts.get(id), id)
    if (before === defaultAccountName && name !== before) {
      throw fieldError('name', `the account ${defaultAccountName} keeps its name; leave the field out`)
    }
  }

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
      if (record === null) throw nameTaken()
      return toAccount(record)
    },
    list: async (page) => (await storage.accounts.list(page)).map(toAccount),
    get: async (id) => toAccount(existing(await storage.accounts.get(id), id)),
    update: async (id, given) => {
      const patch = readAccountInput(given)
      if (patch.name !== undefined) await assertMayRename(id, patch.name)
      return update(id, patch).catch((cause: unknown) => {
        throw isStorageError(cause) && cause.code === 'duplicate' ? nameTaken() : cause
      })
    },
    disable: (id) => update(id, { isDisabled: true }),
    enable: (id) => update(id, { isDisabled: false }),
  }
}

const nameTaken = (): KhabeerError =>
  new KhabeerError('name_taken', 'An account of that name exists already. Choose another name.')

const existing = (record: AccountRecord | null, id: number): AccountRecord => {
  if (record === null) throw new KhabeerError('account_not_found', `There is no account ${id}.`)
  return record
}
