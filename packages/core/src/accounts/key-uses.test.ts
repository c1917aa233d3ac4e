import { expect, test, vi } from 'vitest'
import type { ApiKeyStore } from '../storage/account-store.ts'
import { createKeyUses } from './key-uses.ts'

const minute = 60_000
const start = Date.UTC(2026, 10, 27)

/** Uses by a clock that a test moves, and the writes that they lead to. */
const createUses = (noteUses: ApiKeyStore['noteUses'] = async () => undefined) => {
  let now = start
  const written = vi.fn(noteUses)
  const clock = { now: () => now, elapsed: () => now, after: () => () => undefined }
  return {
    uses: createKeyUses({ apiKeys: { noteUses: written }, clock }),
    written,
    pass: (ms: number) => {
      now += ms
    },
  }
}

test('one use of each minute is written, with all that came meanwhile', async () => {
  const { uses, written, pass } = createUses()

  uses.note(3)
  uses.note(3)
  uses.note(4)
  await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(1))
  pass(minute - 1)
  uses.note(3)
  pass(1)
  uses.note(3)
  await uses.close()

  expect(written.mock.calls).toEqual([
    [
      [
        { apiKeyId: 3, at: start },
        { apiKeyId: 4, at: start },
      ],
    ],
    [[{ apiKeyId: 3, at: start + minute }]],
  ])
})

test('a write that fails is nobody’s failure, and the next minute is written', async () => {
  const { uses, written, pass } = createUses(async () => Promise.reject(new Error('The disk is full.')))

  uses.note(3)
  await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(1))
  pass(minute)
  uses.note(3)

  await expect(uses.close()).resolves.toBeUndefined()
  expect(written).toHaveBeenCalledTimes(2)
})

test('one write is under way at a time, and a close waits for it', async () => {
  let finish = (): void => undefined
  const { uses, written } = createUses(() => new Promise((resolve) => (finish = resolve)))
  uses.note(3)
  await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(1))
  uses.note(4)
  const closed = vi.fn()
  const closing = uses.close().then(closed)

  expect(written).toHaveBeenCalledTimes(1)
  finish()
  await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(2))
  expect(closed).not.toHaveBeenCalled()
  finish()
  await closing
})
