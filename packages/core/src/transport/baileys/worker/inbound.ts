import type { WAMessage } from '@whiskeysockets/baileys'
import type { ConnectionEvent } from '../../transport.ts'
import { isLidJid, isPhoneJid, userOf } from './jid.ts'

/** Finds the phone address behind a hidden one; null when it is not known. */
export type PhoneOfLid = (lid: string) => Promise<string | null>

/** Tells who wrote to this number and when; null for anything but a readable message of another person. */
export const toInboundEvent = async (
  message: WAMessage,
  phoneOfLid: PhoneOfLid,
  now: number,
): Promise<Extract<ConnectionEvent, { type: 'message' }> | null> => {
  const { fromMe, remoteJid, remoteJidAlt } = message.key
  const isReadable =
    message.messageStubType === undefined || message.messageStubType === null || message.messageStubType === 0
  const isContent = message.message !== undefined && message.message !== null && !message.message.protocolMessage
  if (fromMe === true || !remoteJid || !isReadable || !isContent) return null
  const phone = await phoneAddress(remoteJid, remoteJidAlt, phoneOfLid)
  if (phone === null) return null
  const seconds = Number(message.messageTimestamp ?? 0)
  return { type: 'message', from: userOf(phone), at: seconds > 0 ? seconds * 1000 : now }
}

const phoneAddress = async (jid: string, alternative: string | undefined, phoneOfLid: PhoneOfLid) => {
  if (isPhoneJid(jid)) return jid
  if (!isLidJid(jid)) return null
  return alternative !== undefined && isPhoneJid(alternative) ? alternative : phoneOfLid(jid)
}
