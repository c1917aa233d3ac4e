import { createHash } from 'node:crypto'
import type { MessagePlace } from '../storage/message-filter.ts'

/** Writes the place behind which the next page begins, so that no reader depends on what it says. */
export const toCursor = ({ queuedAt, id }: MessagePlace): string => {
  const place = `${queuedAt}.${id}`
  return Buffer.from(`${place}.${checkOf(place)}`, 'latin1').toString('base64url')
}

/** Reads a cursor; null for one that is damaged or was never given. */
export const readCursor = (cursor: unknown): MessagePlace | null => {
  if (typeof cursor !== 'string' || cursor.length > 100) return null
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const [, place, queuedAt, id, check] = /^((\d{1,16})\.(\d{1,16}))\.(\w+)$/.exec(text) ?? []
  if (place === undefined || check !== checkOf(place)) return null
  const read = { queuedAt: Number(queuedAt), id: Number(id) }
  // What decodes to the same may still be written otherwise.
  return toCursor(read) === cursor ? read : null
}

/** Tells a damaged cursor; it keeps no secret. */
const checkOf = (place: string): string => createHash('sha256').update(`messages ${place}`).digest('hex').slice(0, 8)
