import { randomUUID } from 'node:crypto'
import type { Khabeer } from '../../facade.ts'
import type { Plan } from '../../storage/account-record.ts'
import { ask } from './client.ts'
import { expectBody, expectId } from './expect.ts'
import type { HttpContractHarness } from './harness.ts'

/** An account of a case's own, and its key. */
export interface Customer {
  readonly accountId: number
  readonly key: string
}

/** Makes an account with a key. */
export const newCustomer = async ({ core }: HttpContractHarness, plan: Partial<Plan> = {}): Promise<Customer> => {
  const account = await core.accounts.create({ name: `contract-${randomUUID()}`, plan })
  const { key } = await core.apiKeys.create({ accountId: account.id })
  return { accountId: account.id, key }
}

/** Makes an instance over HTTP; resolves to its id. */
export const newInstance = async (harness: HttpContractHarness, { key }: Customer): Promise<number> => {
  const created = await ask(harness, 'POST /api/v1/instances', { key, json: { name: 'Main Store Number' } })
  return expectId(expectBody(created, 201).id)
}

/** Resolves to the text of an instance's QR code; on a busy machine the first one takes longer than a request waits. */
export const untilCode = async (
  { core }: HttpContractHarness,
  { accountId }: Customer,
  id: number,
): Promise<string> => {
  const { qr } = await core.account(accountId).instances.qr(id, { waitMs: 20_000 })
  if (qr === null) throw new Error(`Instance ${id} shows no QR code.`)
  return qr
}

/** Links an instance by its QR code; resolves to the number's digits once it is connected. */
export const linkInstance = async (harness: HttpContractHarness, customer: Customer, id: number): Promise<string> => {
  const { core } = harness
  const connected = nextEvent(core, 'instance.status', ({ instance }) => {
    return instance.id === id && instance.status === 'connected'
  })
  const phone = await harness.scan(await untilCode(harness, customer, id))
  await connected
  return phone
}

type Events = Parameters<Khabeer['on']>
const eventTimeoutMs = 50_000

/** Resolves at the first event from now on that the predicate accepts. */
export const nextEvent = <Name extends Events[0]>(
  core: Khabeer,
  name: Name,
  accepts: (event: Parameters<Parameters<typeof core.on<Name>>[1]>[0]) => boolean,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(deadline)
      off()
      act()
    }
    const deadline = setTimeout(() => settle(() => reject(new Error(`No ${name} came.`))), eventTimeoutMs)
    const off = core.on(name, (event) => {
      if (accepts(event)) settle(resolve)
    })
  })
