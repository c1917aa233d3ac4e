import type { Clock } from '../clock.ts'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import { readRecipient } from '../messages/recipient.ts'
import { knownLookup } from '../queue/lookup-cache.ts'
import type { AccountStorage } from '../storage/account-storage.ts'
import type { RecipientRecord } from '../storage/recipient-record.ts'
import type { CheckedContact, ContactCheck, Contacts } from './contact-check.ts'
import { createInstanceWatch, existing } from './instance-watch.ts'

const maxPhones = 50
/** The most numbers of an instance that wait to be looked up. */
const maxWanted = 1_000
/** How long a call waits, so that it answers within ten seconds. */
const checkMs = 9_000

/** Builds the calls that look people up for one account. Whoever owns the instance asks WhatsApp, in whichever process. */
export const createContactsService = (input: {
  readonly storage: AccountStorage
  readonly clock: Clock
  readonly accountId: number
}): Contacts => {
  const { storage, clock, accountId } = input
  const watch = createInstanceWatch(input)

  const read = async (id: number, phones: readonly string[]): Promise<ContactCheck> => {
    const { status } = existing(await storage.instances.get(accountId, id), id)
    const found = await storage.recipients.list(id, [...new Set(phones)])
    const records = new Map(found.map((record) => [record.recipient, record]))
    const now = clock.now()
    return {
      instanceStatus: status,
      contacts: phones.map((phone) => toContact(phone, records.get(phone) ?? null, now)),
    }
  }

  return {
    check: async ({ instanceId, phones: written }, options = {}) => {
      const phones = readPhones(written)
      const first = await read(instanceId, phones)
      const unknown = pendingOf(first)
      if (unknown.length === 0) return first
      const wanted = { recipients: unknown, at: clock.now(), limit: maxWanted }
      const isThere = await storage.recipients.wantLookups(accountId, instanceId, wanted)
      existing(isThere ? instanceId : null, instanceId)
      const look = async () => {
        const seen = await read(instanceId, phones)
        return { seen, isEnough: pendingOf(seen).length === 0 || !isOnline(seen) }
      }
      return watch.look(instanceId, look, {
        waitMs: options.waitMs ?? checkMs,
        signal: options.signal ?? new AbortController().signal,
      })
    },
  }
}

const pendingOf = ({ contacts }: ContactCheck): readonly string[] => [
  ...new Set(contacts.filter(({ status }) => status === 'pending').map(({ phone }) => phone)),
]

const isOnline = ({ instanceStatus }: ContactCheck): boolean =>
  instanceStatus === 'connected' || instanceStatus === 'restricted'

const toContact = (phone: string, record: RecipientRecord | null, now: number): CheckedContact => {
  const { kind } = knownLookup(record, now)
  if (record?.lookedUpAt == null || kind === 'unknown') {
    return { phone, status: 'pending', waPhone: null, checkedAt: null }
  }
  const checkedAt = new Date(record.lookedUpAt)
  return kind === 'missing'
    ? { phone, status: 'not_on_whatsapp', waPhone: null, checkedAt }
    : { phone, status: 'exists', waPhone: record.waNumber, checkedAt }
}

const readPhones = (written: unknown): readonly string[] => {
  if (!Array.isArray(written) || written.length === 0 || written.length > maxPhones) {
    throw fieldError('phones', `must be a list of 1 to ${maxPhones} numbers, e.g. ["201001234567"]`)
  }
  const read = written.map((phone: unknown) => readRecipient(phone))
  const problems = read.flatMap((each, index) => (each.ok ? [] : [{ index, field: 'phones', problem: each.problem }]))
  if (problems.length > 0) {
    const words = problems.slice(0, 5).map(({ index, problem }) => `phones[${index}]: ${problem}`)
    throw new KhabeerError('invalid_recipient', words.join(' '), { details: { problems } })
  }
  return read.flatMap((each) => (each.ok ? [each.digits] : []))
}
