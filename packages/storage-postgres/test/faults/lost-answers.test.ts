import { expect, it } from 'vitest'
import { acceptStatement, openFaultyStorage } from './faulty-storage.ts'

const idOf = (outcome: Awaited<ReturnType<Awaited<ReturnType<typeof openFaultyStorage>>['accept']>>): number | null =>
  'messages' in outcome ? (outcome.messages[0]?.id ?? null) : null

it('an accept whose answer was lost is answered with what was stored, once', async () => {
  const { proxy, accept, countMessages } = await openFaultyStorage()
  await accept('3EB0A')
  const lost = proxy.cutAfter(acceptStatement)

  const outcome = await accept('3EB0B')
  await lost

  expect(outcome).toMatchObject({ kind: 'accepted', messages: [{ waMessageId: '3EB0B' }] })
  expect(await countMessages()).toBe(2)
})

it('an idempotency key gives the id that was stored when its answer was lost', async () => {
  const { proxy, accept, countMessages } = await openFaultyStorage()
  const lost = proxy.cutAfter(acceptStatement)

  const first = await accept('3EB0A', 'order-1')
  await lost
  const again = await accept('3EB0B', 'order-1')

  expect(first.kind).toBe('accepted')
  expect(again).toMatchObject({ kind: 'replayed', messages: [{ id: idOf(first) }] })
  expect(await countMessages()).toBe(1)
})

it('the last message that a quota allows is not called one too many because its answer was lost', async () => {
  const { storage, proxy, accept, countMessages } = await openFaultyStorage()
  await storage.accounts.update(1, { plan: { monthlyMessages: null, dailyMessages: 2, instances: null } })
  await accept('3EB0A')
  const lost = proxy.cutAfter(acceptStatement)

  const last = await accept('3EB0B')
  await lost
  const tooMany = await accept('3EB0C')

  expect(last).toMatchObject({ kind: 'accepted', messages: [{ waMessageId: '3EB0B' }] })
  expect(tooMany.kind).toBe('quota_exceeded')
  expect(await countMessages()).toBe(2)
})

it('of calls that went together and whose answer was lost, each is answered with its own', async () => {
  const { proxy, accept, countMessages } = await openFaultyStorage()
  const lost = proxy.cutAfter(acceptStatement)

  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, number) => accept(`3EB0${number}`)))
  await lost

  expect(outcomes.map((outcome) => 'messages' in outcome && outcome.messages[0]?.waMessageId)).toEqual(
    Array.from({ length: 20 }, (_, number) => `3EB0${number}`),
  )
  expect(new Set(outcomes.map(idOf)).size).toBe(20)
  expect(await countMessages()).toBe(20)
})

it('an accept that never reached the server is tried again, and a lost COMMIT of that is found out', async () => {
  const { proxy, accept, countMessages } = await openFaultyStorage()
  await accept('3EB0A')
  const cut = proxy.cutBefore(acceptStatement)
  const lost = proxy.cutAfter(/^commit/)

  const outcome = await accept('3EB0B')
  await Promise.all([cut, lost])

  expect(outcome).toMatchObject({ kind: 'accepted', messages: [{ waMessageId: '3EB0B' }] })
  expect(await countMessages()).toBe(2)
})

it('a lost COMMIT that nobody can look up is refused, and the same key gives what it stored', async () => {
  const { proxy, accept, countMessages } = await openFaultyStorage()
  await accept('3EB0A')
  const cut = proxy.cutBefore(acceptStatement)
  const lost = proxy.cutAfter(/^commit/).then(() => proxy.fallSilent())

  const refused: unknown = await accept('3EB0B', 'order-1').catch((error: unknown) => error)
  await Promise.all([cut, lost])
  proxy.cut()
  proxy.speak()
  const again = await accept('3EB0C', 'order-1')

  expect(refused).toMatchObject({ name: 'StorageError', code: 'storage_failed' })
  expect(again.kind).toBe('replayed')
  expect(await countMessages()).toBe(2)
})
