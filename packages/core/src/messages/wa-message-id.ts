import { randomFillSync } from 'node:crypto'

const randomLength = 9
const idsAtOnce = 256

/**
 * Builds the maker of the ids that WhatsApp will know messages by: `3EB0` and 18 upper-case hex digits, as its own web
 * client does. Random bytes are fetched for many ids at once: one fetch costs as much as twenty ids.
 */
export const createWaMessageIds = (): (() => string) => {
  const pool = Buffer.alloc(randomLength * idsAtOnce)
  let next = pool.length

  return () => {
    if (next === pool.length) {
      randomFillSync(pool)
      next = 0
    }
    next += randomLength
    return `3EB0${pool.toString('hex', next - randomLength, next).toUpperCase()}`
  }
}
