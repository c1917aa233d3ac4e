import type { RecipientRecord } from '../storage/recipient-record.ts'

const day = 24 * 3_600_000
/** How long a number that was found is not asked for again. */
const foundMs = 30 * day
/** How long a number that was missing is not asked for again. */
const missingMs = day

/** What is still known of a recipient. */
export type KnownLookup =
  | { readonly kind: 'found'; readonly address: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' }

/** Reads what an earlier lookup still says at `now`. */
export const knownLookup = (record: RecipientRecord | null, now: number): KnownLookup => {
  if (record?.lookedUpAt == null) return { kind: 'unknown' }
  const age = Math.max(0, now - record.lookedUpAt)
  if (record.lookup === 'found' && record.address !== null && age < foundMs)
    return { kind: 'found', address: record.address }
  if (record.lookup === 'missing' && age < missingMs) return { kind: 'missing' }
  return { kind: 'unknown' }
}
