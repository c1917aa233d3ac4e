import type { Khabeer, Message } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { expect, it } from 'vitest'
import { jumpingClock } from './jumping-clock.ts'
import { createTestGateway, friend } from './test-gateway.ts'

const hourMs = 3_600_000
const call = { to: friend, text: 'Your order is ready.' }

/** A core that only accepts, by a clock that a test sets forward. */
const startAccepting = async () => {
  const { start, file } = await createTestGateway()
  const clock = jumpingClock()
  const core = await start({ role: 'api', clock })
  const { id: instanceId } = await core.instances.create({ name: 'Shop' })
  return { core, file, instanceId, passes: clock.jump }
}

const cancelled = async (core: Khabeer, input: Parameters<Khabeer['send']>[0]): Promise<Message> => {
  const { id } = await core.send(input)
  return core.messages.cancel(id)
}

it('takes the priority and the content along, and a time to live begins anew', async () => {
  const { core, instanceId, passes } = await startAccepting()
  const first = await cancelled(core, { instanceId, ...call, priority: 'high', ttlSeconds: 120 })
  passes(hourMs)

  const again = await core.messages.retry(first.id)

  const message = await core.messages.get(again.id)
  expect(message).toMatchObject({ to: friend, status: 'queued', priority: 'high', retryOf: first.id, sendAt: null })
  expect((message.expiresAt?.getTime() ?? 0) - message.queuedAt.getTime()).toBe(120_000)
  expect(message.queuedAt.getTime() - first.queuedAt.getTime()).toBeGreaterThanOrEqual(hourMs)
  expect(await core.messages.get(first.id)).toEqual(first)
})

it('keeps a time to send that is still ahead, and none that is past', async () => {
  const { core, instanceId, passes } = await startAccepting()
  const sendAt = new Date(Date.now() + 2 * hourMs)
  const expiresAt = new Date(sendAt.getTime() + hourMs)
  const first = await cancelled(core, { instanceId, ...call, sendAt, expiresAt })
  passes(hourMs)
  const early = await core.messages.retry(first.id)
  passes(3 * hourMs)
  const late = await core.messages.retry(first.id)

  expect(await core.messages.get(early.id)).toMatchObject({ sendAt, expiresAt, heldReason: expect.any(String) })
  const message = await core.messages.get(late.id)
  expect(message.sendAt).toBeNull()
  expect((message.expiresAt?.getTime() ?? 0) - message.queuedAt.getTime()).toBe(hourMs)
})

it('tells whoever listens of the new message', async () => {
  const { core, instanceId } = await startAccepting()
  const first = await cancelled(core, { instanceId, ...call })
  const told: Message[] = []
  core.on('message.queued', ({ message }) => told.push(message))

  const { id } = await core.messages.retry(first.id, { idempotencyKey: 'again' })
  const repeated = await core.messages.retry(first.id, { idempotencyKey: 'again' })

  expect(told.map((message) => [message.id, message.retryOf])).toEqual([[id, first.id]])
  expect(repeated).toMatchObject({ id, isReplayed: true, retryOf: first.id })
})

it('refuses a message whose content retention has removed, and one of a deleted instance', async () => {
  const { core, file, instanceId } = await startAccepting()
  const first = await cancelled(core, { instanceId, ...call })
  const { id: branch } = await core.instances.create({ name: 'Branch' })
  const { id: lost } = await core.send({ instanceId: branch, ...call })
  await core.instances.delete(branch)
  await expect(core.messages.retry(lost)).rejects.toMatchObject({ code: 'instance_not_found' })

  const storage = sqliteStorage({ file })
  await storage.migrate()
  await storage.retention.pruneBodies({ before: Date.now() + hourMs, limit: 100, after: 0 })
  await storage.close()

  await expect(core.messages.retry(first.id)).rejects.toMatchObject({ code: 'content_removed' })
  expect(await core.usage()).toMatchObject({ daily: { used: 0 } })
})

it('withdraws by a query in batches, and never everything by accident', async () => {
  const { core, instanceId } = await startAccepting()
  const messages = Array.from({ length: 100 }, () => call)
  for (let bulk = 0; bulk < 3; bulk += 1) await core.sendBulk({ instanceId, messages })

  for (const query of [{}, { instanceId: undefined }]) {
    await expect(core.messages.cancelQueued(query)).rejects.toMatchObject({ code: 'invalid_request' })
  }
  expect(await core.messages.cancelQueued({ to: `+${friend}`, queuedFrom: new Date(0) })).toEqual({ cancelled: 300 })
  expect(await core.usage()).toMatchObject({ daily: { used: 0 } })
})
