import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import { addressGroup } from './address-group.ts'
import type { ApiRequest } from './exchange.ts'

const minuteMs = 60_000

/** Counts the wrong keys that come from an address. */
export interface FailedKeys {
  /** Counts one more; gives the epoch ms from which the address may try again when these are too many, else null. */
  count(address: string): number | null
}

interface Minute {
  /** By the clock that nobody sets. */
  readonly beganAt: number
  readonly count: number
}

/** Builds the count. It remembers as many addresses as it has room for, and forgets those first that tried longest ago. */
export const createFailedKeys = (input: { readonly clock: Clock; readonly perMinute: number }): FailedKeys => {
  const { clock, perMinute } = input
  const minutes = new LRUCache<string, Minute>({ max: 10_000 })

  return {
    count: (address) => {
      const group = addressGroup(address)
      const now = clock.elapsed()
      const known = minutes.get(group)
      const begun = known !== undefined && now - known.beganAt < minuteMs ? known : { beganAt: now, count: 0 }
      const minute = { ...begun, count: begun.count + 1 }
      minutes.set(group, minute)
      return minute.count <= perMinute ? null : clock.now() + minute.beganAt + minuteMs - now
    },
  }
}

/** Gives the error for a request with a wrong key: its own, or that its address sent too many. */
export type RefuseKey = (request: Pick<ApiRequest, 'remoteAddress'>, own: KhabeerError) => KhabeerError

/** Builds the refusal of wrong keys, all of which count together. */
export const createKeyRefusal = (input: { readonly clock: Clock; readonly perMinute: number }): RefuseKey => {
  const failedKeys = createFailedKeys(input)
  return ({ remoteAddress }, own) => {
    // Where the host does not tell addresses apart, one wrong client would shut out all others.
    const retryAt = remoteAddress === undefined ? null : failedKeys.count(remoteAddress)
    if (retryAt === null) return own
    return new KhabeerError(
      'too_many_failed_keys',
      'Too many requests with keys that are not valid came from this address. Use a valid key, or wait as long as Retry-After says.',
      { retryAt },
    )
  }
}
