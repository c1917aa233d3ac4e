import type { WASocket } from '@whiskeysockets/baileys'
import type { AccountRestriction } from '../../transport.ts'
import { toTransportError } from './client-error.ts'
import { readNewChatCap, readTimelock } from './restriction-words.ts'

/** Asks WhatsApp what it holds against the account: the client never does by itself, whatever its code suggests. */
export const askRestriction = async (socket: WASocket): Promise<AccountRestriction | null> => {
  const timelock = await socket.fetchAccountReachoutTimelock().catch((error: unknown) => {
    throw toTransportError(error, 'asking for restrictions', false)
  })
  const restriction = readTimelock(timelock)
  if (restriction !== undefined && restriction !== null) return restriction
  // A guess at a query that may not exist: no answer to it means nothing.
  const cap: unknown = await socket.fetchNewChatMessageCap().catch(() => null)
  return readNewChatCap(cap) ?? null
}
