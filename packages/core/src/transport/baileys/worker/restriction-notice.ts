import type { BinaryNode } from '@whiskeysockets/baileys'
import type { AccountRestriction } from '../../transport.ts'
import { readNewChatCap, readTimelock } from './restriction-words.ts'

/**
 * Reads a notification about the account's restrictions as it came from the server; undefined for any other. What the
 * client makes of it cannot be told from the answer to a question of ours, which says less: that nothing is active does
 * not mean that something was lifted.
 */
export const toRestrictionNotice = (node: BinaryNode): AccountRestriction | null | undefined => {
  if (node.attrs.type !== 'mex' || !Array.isArray(node.content)) return undefined
  for (const update of node.content) {
    for (const said of Object.values(dataIn(update))) {
      const read = readTimelock(said) ?? readNewChatCap(said)
      if (read !== undefined && read !== null) return read
      // Room for new chats lifts no timelock.
      if (readTimelock(said) === null) return null
    }
  }
  return undefined
}

const dataIn = ({ content }: BinaryNode): object => {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) return {}
  try {
    const parsed: unknown = JSON.parse(typeof content === 'string' ? content : Buffer.from(content).toString('utf8'))
    const data: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'data') : undefined
    return typeof data === 'object' && data !== null ? data : {}
  } catch {
    // Another kind of notification: its form is none of our business.
    return {}
  }
}
