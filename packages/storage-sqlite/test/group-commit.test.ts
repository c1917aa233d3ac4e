import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openStorage } from './open-storage.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Counts the transactions in a write-ahead log: the last frame of each names the database's size. */
const countCommits = (file: string): number => {
  const log = readFileSync(`${file}-wal`)
  const pageSize = log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let commits = 0
  for (let at = 32; at + 24 <= log.length; at += 24 + pageSize) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break
    if (log.readUInt32BE(at + 4) !== 0) commits += 1
  }
  return commits
}

describe('writes that wait together', () => {
  it('are one transaction', async () => {
    const { file, accept } = await openStorage()
    const before = countCommits(file)

    await Promise.all(numbers(100).map((number) => accept(`3EB0${number}`)))

    expect(countCommits(file) - before).toBe(1)
  })

  it('are one transaction each when they come one after another', async () => {
    const { file, accept } = await openStorage()
    const before = countCommits(file)

    for (const number of numbers(5)) await accept(`3EB0${number}`)

    expect(countCommits(file) - before).toBe(5)
  })

  it('stay one transaction when a quota refuses some', async () => {
    const { storage, file, accountId, accept } = await openStorage({ dailyMessages: 60 })
    const before = countCommits(file)

    const outcomes = await Promise.all(numbers(100).map((number) => accept(`3EB0${number}`)))

    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(60)
    expect(outcomes.filter(({ kind }) => kind === 'quota_exceeded')).toHaveLength(40)
    expect((await storage.usage.read(accountId, Date.UTC(2026, 10, 23, 12)))?.daily).toBe(60)
    expect(countCommits(file) - before).toBe(1)
  })

  it('are tried without each other when one fails half-way, and then are one transaction', async () => {
    const { file, accept } = await openStorage()
    await accept('3EB0TAKEN')
    const before = countCommits(file)

    const outcomes = await Promise.allSettled(['3EB0A', '3EB0TAKEN', '3EB0B'].map(accept))

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    // One more for the try that failed, which had touched pages.
    expect(countCommits(file) - before).toBe(2)
  })

  it('are several transactions when there are very many, so that the event loop gets its turns', async () => {
    const { file, accept } = await openStorage()
    const before = countCommits(file)

    await Promise.all(numbers(2500).map((number) => accept(`3EB0${number}`)))

    const commits = countCommits(file) - before
    expect(commits).toBeGreaterThan(1)
    expect(commits).toBeLessThan(50)
  })
})

it('close waits for what is under way, and later calls are refused', async () => {
  const { storage, accept } = await openStorage()
  const accepting = accept('3EB0A')

  const closing = storage.close()

  expect((await accepting).kind).toBe('accepted')
  await closing
  await storage.close()
  await expect(accept('3EB0B')).rejects.toMatchObject({ name: 'StorageError', code: 'storage_failed' })
})
