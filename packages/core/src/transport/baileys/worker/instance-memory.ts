import { randomBytes } from 'node:crypto'
import type { CacheStore } from '@whiskeysockets/baileys'
import { LRUCache } from 'lru-cache'

/** What the client remembers of one instance from connection to connection. */
export interface InstanceMemory {
  /**
   * Stored beside the credentials while this memory is the newest: another process that takes the instance over writes
   * a mark of its own, and a memory whose mark is gone is stale.
   */
  readonly mark: string
  readonly keys: CacheStore
  readonly devices: CacheStore
  readonly retries: CacheStore
  readonly calls: CacheStore
  readonly placeholders: CacheStore
}

/** The memories of the numbers in this thread. */
export interface MemoryBook {
  /** The memory that bears the mark, or a new one. */
  open(instanceId: number, mark: string | null): InstanceMemory
  drop(instanceId: number): void
}

/** Creates an empty book. */
export const createMemoryBook = (): MemoryBook => {
  const memories = new Map<number, InstanceMemory>()
  return {
    open: (instanceId, mark) => {
      const known = memories.get(instanceId)
      if (known !== undefined && known.mark === mark) return known
      const fresh = createMemory()
      memories.set(instanceId, fresh)
      return fresh
    },
    drop: (instanceId) => {
      memories.delete(instanceId)
    },
  }
}

const hourMs = 3_600_000

const createMemory = (): InstanceMemory => ({
  mark: randomBytes(12).toString('hex'),
  keys: cacheOf({ max: 20_000 }),
  // The client's own five minutes make it fetch new keys, and so use up the recipients' one-time keys, far too often.
  devices: cacheOf({ max: 5_000, ttl: 24 * hourMs }),
  retries: cacheOf({ max: 5_000, ttl: hourMs }),
  calls: cacheOf({ max: 100, ttl: hourMs }),
  placeholders: cacheOf({ max: 1_000, ttl: hourMs }),
})

/** A bounded cache in the client's shape. Values are boxed because null, a known absence, is a value too. */
const cacheOf = ({ max, ttl }: { readonly max: number; readonly ttl?: number }): CacheStore => {
  // Bounded by size: bounded by `max` it would reserve room for all of it at once, megabytes for each number.
  const bounds = { maxSize: max, sizeCalculation: () => 1 }
  const entries = new LRUCache<string, { readonly value: unknown }>(ttl === undefined ? bounds : { ...bounds, ttl })
  return {
    // The client's cache interface types each read by its caller.
    get: <T>(key: string) => entries.get(key)?.value as T | undefined,
    set: (key, value) => {
      entries.set(key, { value })
    },
    del: (key) => {
      entries.delete(key)
    },
    flushAll: () => entries.clear(),
  }
}
