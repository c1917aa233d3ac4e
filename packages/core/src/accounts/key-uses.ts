import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import type { ApiKeyStore } from '../storage/account-store.ts'

const minuteMs = 60_000

/** Notes when keys are used, behind the requests that use them. */
export interface KeyUses {
  /** Notes a use now, unless one of this minute is noted. Never waits and never fails. */
  note(apiKeyId: number): void
  /** Notes no more, and resolves once what was under way has ended. */
  close(): Promise<void>
}

/** Builds the notes of uses. What comes while one write is under way is the next write, whatever it is. */
export const createKeyUses = (input: {
  readonly apiKeys: Pick<ApiKeyStore, 'noteUses'>
  readonly clock: Clock
}): KeyUses => {
  const { apiKeys, clock } = input
  const notedMinutes = new LRUCache<number, number>({ max: 10_000 })
  const unwritten = new Map<number, number>()
  let writing: Promise<void> | null = null
  let isClosed = false

  const writeAll = async (): Promise<void> => {
    // Whoever uses a key does not wait for this, not even for the call.
    await Promise.resolve()
    while (unwritten.size > 0) {
      const uses = [...unwritten].map(([apiKeyId, at]) => ({ apiKeyId, at }))
      unwritten.clear()
      // Nobody waits for a use to be noted, and the next minute's is noted anew.
      await apiKeys.noteUses(uses).catch(() => undefined)
    }
    writing = null
  }

  return {
    note: (apiKeyId) => {
      const at = clock.now()
      const minute = Math.floor(at / minuteMs)
      if (isClosed || notedMinutes.get(apiKeyId) === minute) return
      notedMinutes.set(apiKeyId, minute)
      unwritten.set(apiKeyId, at)
      writing ??= writeAll()
    },
    close: async () => {
      isClosed = true
      await writing
    },
  }
}
