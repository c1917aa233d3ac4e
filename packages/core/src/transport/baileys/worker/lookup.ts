import type { WASocket } from '@whiskeysockets/baileys'
import { USyncQuery, USyncUser } from '@whiskeysockets/baileys'
import type { LookupResult } from '../../transport.ts'
import { TransportError } from '../../transport-error.ts'
import { answerIsLate, toTransportError } from './client-error.ts'
import { isLidJid, isPhoneJid, userOf } from './jid.ts'

const doing = 'looking a number up'

/**
 * Asks the directory for a number (digits) and for the address that hides it. Only an answer counts: silence is an error,
 * never "not there". The address is the one that WhatsApp names, which may be another number than the one that was asked
 * for, and the hidden one where there is one: chats have moved there, and refuse the other.
 */
export const lookUp = async (socket: WASocket, recipient: string): Promise<LookupResult> => {
  const query = new USyncQuery()
    .withContactProtocol()
    .withLIDProtocol()
    .withUser(new USyncUser().withPhone(`+${recipient}`))
  const found = await socket.executeUSyncQuery(query).catch((error: unknown) => {
    throw toTransportError(error, doing, false)
  })
  if (found === undefined) throw answerIsLate(doing)
  const answer = found.list.find(({ contact }) => typeof contact === 'boolean')
  if (answer === undefined)
    throw new TransportError('failed', 'WhatsApp did not answer for the number.', { retryable: true })
  if (answer.contact === false) return { exists: false }
  const { id, lid } = answer
  const address = typeof lid === 'string' && isLidJid(lid) ? await remembered(socket, id, lid) : id
  const number = userOf(id)
  return !isPhoneJid(id) || number === recipient ? { exists: true, address } : { exists: true, address, number }
}

/** What arrives from a hidden address is then known to be from this number, also after a restart. */
const remembered = async (socket: WASocket, phone: string, lid: string): Promise<string> => {
  await socket.signalRepository.lidMapping.storeLIDPNMappings([{ lid, pn: phone }]).catch((error: unknown) => {
    throw toTransportError(error, doing, false)
  })
  return lid
}
