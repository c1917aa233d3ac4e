import type { WASocket } from '@whiskeysockets/baileys'
import type { LookupResult } from '../../transport.ts'
import { answerIsLate, toTransportError } from './client-error.ts'

const doing = 'looking a number up'

/** Asks the directory for a number (digits). Only an answer counts: silence is an error, never "not there". */
export const lookUp = async (socket: WASocket, recipient: string): Promise<LookupResult> => {
  const found = await socket.onWhatsApp(`+${recipient}`).catch((error: unknown) => {
    throw toTransportError(error, doing, false)
  })
  if (found === undefined) throw answerIsLate(doing)
  const hit = found.find((entry) => entry.exists)
  return hit === undefined ? { exists: false } : { exists: true, address: hit.jid }
}
