import { expect, test } from 'vitest'
import { pageQuery, readPage } from './paging.ts'

const rows = Array.from({ length: 5 }, (_, index) => ({ id: (index + 1) * 10 }))

const read = async ({ after, limit }: { readonly after: number; readonly limit: number }) =>
  rows.filter(({ id }) => id > after).slice(0, limit)

test('pages follow each other until there is none', async () => {
  const first = await readPage({ limit: '2' }, read)
  const second = await readPage({ limit: '3', cursor: first.nextCursor }, read)

  expect(first.items.map(({ id }) => id)).toEqual([10, 20])
  expect(second).toEqual({ items: rows.slice(2), nextCursor: null })
})

test('fifty are read unless it is said otherwise', async () => {
  const limits: number[] = []

  await readPage({}, async ({ limit }) => {
    limits.push(limit)
    return []
  })

  expect(limits).toEqual([51])
})

test.each(['', '0', '101', '1.5', '-1', 'ten', ['1', '2']])('limit %j is refused', (limit) => {
  expect(pageQuery.safeParse({ limit }).success).toBe(false)
})

test.each(['', '10', 'MTA=', 'LTE', 'zzz', ['MTA', 'MTA']])('cursor %j is refused', async (cursor) => {
  await expect(readPage({ cursor }, read)).rejects.toMatchObject({ code: 'invalid_request' })
})
