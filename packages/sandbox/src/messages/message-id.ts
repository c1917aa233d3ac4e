import { randomBytes } from 'node:crypto'

/** Chooses an id as phones do: `3A` and 18 hex digits. */
export function newMessageId(): string {
  return `3A${randomBytes(9).toString('hex').toUpperCase()}`
}
