import { expect, it } from 'vitest'
import { batchOf, openShops } from './open-shops.ts'

/** What a call came to, in a word, and after how long. */
interface TimedCall {
  readonly word: string
  readonly tookMs: number
}

const timed = async (call: Promise<{ readonly kind: string }>): Promise<TimedCall> => {
  const startedAt = performance.now()
  const word = await call.then(
    ({ kind }) => kind,
    (error: { readonly code: string }) => error.code,
  )
  return { word, tookMs: performance.now() - startedAt }
}

const wordsOf = (calls: readonly TimedCall[]) => [...new Set(calls.map(({ word }) => word))]
const longestOf = (calls: readonly TimedCall[]) => Math.max(...calls.map(({ tookMs }) => tookMs))

it('counters that a transaction of the host holds keep no other account waiting, and their own for some seconds', async () => {
  const { storage, createShop, begin } = await openShops()
  const [held, other] = [await createShop(), await createShop()]
  await Promise.all([held, other].map((shop) => storage.messages.accept(batchOf(shop))))
  const foreign = await begin()
  await foreign.query('update khabeer_usage set used = used where account_id = $1', [held.accountId])

  const waiting = Array.from({ length: 100 }, () => timed(storage.messages.accept(batchOf(held))))
  const others: TimedCall[] = []
  for (let number = 0; number < 100; number += 1) {
    if (number % 10 === 0) waiting.push(timed(storage.messages.accept(batchOf(held))))
    others.push(await timed(storage.messages.accept(batchOf(other))))
  }
  const refused = await Promise.all(waiting)
  await foreign.query('commit')
  const after = await Promise.all([held, other].map((shop) => timed(storage.messages.accept(batchOf(shop)))))

  expect(wordsOf(others)).toEqual(['accepted'])
  expect(longestOf(others)).toBeLessThan(1_500)
  expect(wordsOf(refused)).toEqual(['storage_busy'])
  expect(longestOf(refused)).toBeLessThan(5_500)
  expect(wordsOf(after)).toEqual(['accepted'])
})
