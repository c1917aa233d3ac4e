import assert from 'node:assert/strict'
import type { MessageHappening, MessageStanding } from '../../storage/message-status.ts'
import { nextStatus, standingOf, statusSteps } from '../../storage/message-status.ts'
import type { Storage } from '../../storage/storage.ts'
import type { OwnedInstance, StorageWorld } from './storage-case.ts'
import { acceptedOf, batchOf, noon, present, storageCase } from './storage-case.ts'

/** What leads a message from `queued` to where a row of the table begins. */
const waysTo: Readonly<Record<MessageStanding, readonly (MessageHappening | 'unknown')[]>> = {
  queued: [],
  sending: ['written'],
  sent: ['written', 'sent'],
  delivered: ['written', 'delivered'],
  read: ['written', 'read'],
  played: ['written', 'played'],
  failed: ['written', 'refused'],
  outcome_unknown: ['written', 'unknown'],
  cancelled: ['cancelled'],
  expired: ['expired'],
}

const happenings: readonly MessageHappening[] = [
  'written',
  'sent',
  'delivered',
  'read',
  'played',
  'refused',
  'given_up',
  'cancelled',
  'expired',
]

interface Subject {
  readonly id: number
  readonly waMessageId: string
}

/** The steps of a status, each row of their table. */
export const statusStepCases = (Object.keys(statusSteps) as readonly MessageStanding[]).map((standing) =>
  storageCase(`status: ${standing} takes the steps of the table, and no other`, async (world) => {
    const shop = await world.owned()
    for (const happening of happenings) {
      const subject = await subjectAt(world, shop, standing)
      const before = present(await world.storage.messages.get(shop.account.id, subject.id))

      await happen(world.storage, shop, { subject, happening })

      const after = present(await world.storage.messages.get(shop.account.id, subject.id))
      const expected = nextStatus(standing, happening)
      assert.equal(standingOf(before.status, before.errorCode), standing)
      if (expected === null) assert.deepEqual(after, before, happening)
      else assert.equal(after.status, expected, happening)
    }
  }),
)

const subjectAt = async (world: StorageWorld, shop: OwnedInstance, standing: MessageStanding): Promise<Subject> => {
  const batch = batchOf(shop.instance)
  const messages = batch.messages.map((message) => ({ ...message, expiresAt: noon + 100 }))
  const [accepted] = acceptedOf(await world.storage.messages.accept({ ...batch, messages }))
  const subject = present(accepted)
  for (const happening of waysTo[standing]) await happen(world.storage, shop, { subject, happening })
  return subject
}

const happen = async (
  { messages }: Storage,
  { account, lease }: OwnedInstance,
  { subject, happening }: { readonly subject: Subject; readonly happening: MessageHappening | 'unknown' },
): Promise<void> => {
  const { id: messageId, waMessageId } = subject
  const at = noon + 10
  const words = { code: 'wa_500', error: 'WhatsApp refused it.', at }
  switch (happening) {
    case 'written':
      await messages.markSending(lease, { messageId, built: Uint8Array.of(1), address: 'a@b', at })
      return
    case 'refused':
      await messages.refuse(lease, { waMessageId, ...words })
      return
    case 'given_up':
      await messages.fail(lease, { messageId, ...words })
      return
    case 'unknown':
      await messages.fail(lease, { messageId, ...words, code: 'outcome_unknown' })
      return
    case 'cancelled':
      await messages.cancel(account.id, messageId, at)
      return
    case 'expired':
      await messages.expire({ at: noon + 100, limit: 100 })
      return
    default:
      await messages.advance(lease, { waMessageId, status: happening, at })
  }
}
