import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { noon, openStorage } from './open-storage.ts'

it('every change of a status is one event of the transaction that made it', async () => {
  const { storage, file, accountId, instanceId, accept } = await openStorage()
  const [lease] = await storage.leases.acquire({ ownerId: 'me', ttlMs: 60_000, limit: 100 })
  if (lease === undefined) throw new Error('There is no lease.')
  await storage.instances.update(lease, { status: 'connected' }, noon + 1)
  await storage.instances.update(lease, { phone: '201001234567' }, noon + 2)
  await accept('3EB0A')
  await accept('3EB0B')
  await accept('3EB0C')
  await storage.messages.postpone(lease, { messageId: 1, nextAttemptAt: noon + 4, at: noon + 3 })
  await storage.messages.markSending(lease, { messageId: 1, built: Uint8Array.of(1), address: 'a@b', at: noon + 4 })
  await storage.messages.markResending(lease, { messageId: 1, at: noon + 5 })
  await storage.messages.advance(lease, { waMessageId: '3EB0A', status: 'delivered', at: noon + 6 })
  await storage.messages.advance(lease, { waMessageId: '3EB0A', status: 'sent', at: noon + 7 })
  await storage.messages.fail(lease, { messageId: 2, code: 'not_on_whatsapp', error: 'No such number.', at: noon + 8 })
  await storage.instances.delete(accountId, instanceId, noon + 9)

  const db = new Database(file, { readonly: true })
  const events = db.prepare('select message_id, status, reason, at from khabeer_events order by id').raw().all()
  db.close()

  expect(events).toEqual([
    [null, 'waiting_scan', null, noon],
    [null, 'connected', null, noon + 1],
    [1, 'queued', null, noon],
    [2, 'queued', null, noon],
    [3, 'queued', null, noon],
    [1, 'sending', null, noon + 4],
    [1, 'delivered', null, noon + 6],
    [2, 'failed', 'not_on_whatsapp', noon + 8],
    [null, 'disconnected', 'deleted', noon + 9],
    [3, 'cancelled', null, noon + 9],
  ])
})
