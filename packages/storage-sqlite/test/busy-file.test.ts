import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openStorage } from './open-storage.ts'

const holdFile = (file: string): Database.Database => {
  const holder = new Database(file)
  onTestFinished(() => void holder.close())
  holder.exec('begin immediate')
  return holder
}

it('waits for another writer while the event loop turns, and then stores', async () => {
  const { storage, file, accountId, accept } = await openStorage()
  const holder = holdFile(file)
  let isSettled = false

  const accepting = accept('3EB001').finally(() => {
    isSettled = true
  })
  for (let turn = 0; turn < 100; turn += 1) await nextTurn()
  const wasSettledEarly = isSettled
  const usageMeanwhile = await storage.usage.read(accountId, Date.UTC(2026, 10, 23, 12))
  holder.exec('commit')

  expect((await accepting).kind).toBe('accepted')
  expect(wasSettledEarly).toBe(false)
  expect(usageMeanwhile?.daily).toBe(0)
})

it('gives up after the limit, and works again once the file is free', async () => {
  const { file, accept } = await openStorage({ busyTimeoutMs: 60 })
  const holder = holdFile(file)

  await expect(accept('3EB001')).rejects.toMatchObject({ name: 'StorageError', code: 'storage_busy' })
  holder.exec('commit')

  expect((await accept('3EB001')).kind).toBe('accepted')
})

it('lets nobody who waits overtake: what was asked for first is stored first', async () => {
  const { file, accept } = await openStorage()
  const holder = holdFile(file)
  const first = accept('3EB001')
  await nextTurn()
  const second = accept('3EB002')
  holder.exec('commit')

  const ids = (await Promise.all([first, second])).map((outcome) => 'messages' in outcome && outcome.messages[0]?.id)

  expect(ids).toEqual([1, 2])
})

it('refuses those who came first when the file was held too long, and stores for those who came later', async () => {
  const { file, accept } = await openStorage({ busyTimeoutMs: 300 })
  const holder = holdFile(file)
  const first = accept('3EB001')
  for (let turn = 0; turn < 20; turn += 1) await nextTurn()
  const later = [accept('3EB002'), accept('3EB003')]

  await expect(first).rejects.toMatchObject({ code: 'storage_busy' })
  holder.exec('commit')

  expect((await Promise.all(later)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted'])
})
