import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { RateLimitHeaders } from './rate-limit-headers.ts'
import { toRateLimitHeaders } from './rate-limit-headers.ts'

/** How many requests one key may make within a time. */
export interface ThrottleOptions {
  /** 0 is no limit. */
  readonly requests: number
  /** At least 1,000. */
  readonly perMs: number
}

/** What holds unless a host says otherwise: three hundred a second for long, and three thousand at once. */
export const defaultThrottle: ThrottleOptions = { requests: 3_000, perMs: 10_000 }

/** What a key may still do after one more request of it. */
export interface Allowance {
  /** Null while there is room; else when there is again, in epoch ms. */
  readonly retryAt: number | null
  headers(): RateLimitHeaders
}

/** Counts the requests of each key. */
export type RequestThrottle = (key: string) => Allowance

interface Window {
  readonly endsAt: number
  count: number
}

/** Whose requests are counted at the same time at most; of more, whoever asked longest ago begins anew. */
const maxKeys = 10_000

/**
 * Builds the throttle of a process: a key has a window from its first request on, and another one after that. It costs
 * a look into a map, and no timer. Null where there is no limit. Throws `invalid_request`.
 */
export const createRequestThrottle = (options: ThrottleOptions | false, clock: Clock): RequestThrottle | null => {
  const { requests, perMs } = readOptions(options)
  if (requests === 0) return null
  const windows = new LRUCache<string, Window>({ max: maxKeys })
  const windowSeconds = Math.ceil(perMs / 1_000)

  return (key) => {
    const now = clock.elapsed()
    let window = windows.get(key)
    if (window === undefined || window.endsAt <= now) {
      window = { endsAt: now + perMs, count: 0 }
      windows.set(key, window)
    }
    window.count += 1
    const leftMs = window.endsAt - now
    const remaining = Math.max(0, requests - window.count)
    return {
      retryAt: window.count > requests ? clock.now() + leftMs : null,
      headers: () =>
        toRateLimitHeaders([
          { name: 'requests', quota: requests, windowSeconds, remaining, resetSeconds: Math.ceil(leftMs / 1_000) },
        ]),
    }
  }
}

const readOptions = (options: ThrottleOptions | false): ThrottleOptions => {
  if (options === false) return { requests: 0, perMs: defaultThrottle.perMs }
  const { requests, perMs } = options
  if (!Number.isSafeInteger(requests) || requests < 0) {
    throw new KhabeerError('invalid_request', 'throttle.requests: must be a whole number, or 0 for no limit.')
  }
  if (!Number.isSafeInteger(perMs) || perMs < 1_000) {
    throw new KhabeerError('invalid_request', 'throttle.perMs: must be a whole number of milliseconds, at least 1,000.')
  }
  return options
}
