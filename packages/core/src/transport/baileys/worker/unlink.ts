import type { WASocket } from '@whiskeysockets/baileys'
import { answerIsLate, toTransportError } from './client-error.ts'

const doing = 'unlinking the number'

/** How long WhatsApp may take to answer. */
const answerMs = 8_000

/** Unlinks this device at WhatsApp; unlike the client's own call it waits for the answer. */
export const unlink = async (socket: WASocket): Promise<void> => {
  const jid = socket.authState.creds.me?.id ?? ''
  const request = {
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md' },
    content: [{ tag: 'remove-companion-device', attrs: { jid, reason: 'user_initiated' } }],
  }
  const answer: unknown = await socket
    .query({ ...request, attrs: { ...request.attrs, id: socket.generateMessageTag() } }, answerMs)
    .catch((error: unknown) => {
      throw toTransportError(error, doing, false)
    })
  if (answer === undefined) throw answerIsLate(doing)
}
