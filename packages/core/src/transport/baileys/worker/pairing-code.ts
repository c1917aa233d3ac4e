import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import { TransportError } from '../../transport-error.ts'
import { answerIsLate, toTransportError } from './client-error.ts'
import { settleWithin } from './deadline.ts'

const doing = 'asking for a pairing code'

/** How long the server may take to accept the code. */
const answerMs = 5_000

/**
 * Makes a pairing code on a socket that has shown its first QR code. The client resolves once the request is written;
 * this waits for the server to take it.
 */
export const askForPairingCode = async (socket: WASocket, phone: string, lost: AbortSignal): Promise<string> => {
  const answer = listenForAnswer(socket)
  try {
    const code = await socket.requestPairingCode(phone)
    await settleWithin(answer.taken, { timeoutMs: answerMs, late: () => answerIsLate(doing), lost })
    return code
  } catch (error) {
    throw toTransportError(error, doing, false)
  } finally {
    answer.stop()
  }
}

const listenForAnswer = (socket: WASocket) => {
  const taken = 'CB:iq,type:result,link_code_companion_reg'
  const refused = 'CB:iq,type:error'
  let stop = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    const take = () => resolve()
    const refuse = (node: BinaryNode) => reject(toRefusal(node))
    socket.ws.on(taken, take)
    socket.ws.on(refused, refuse)
    stop = () => {
      socket.ws.off(taken, take)
      socket.ws.off(refused, refuse)
    }
  })
  // It may be refused before anybody waits for it.
  promise.catch(() => undefined)
  return { taken: promise, stop }
}

const toRefusal = (node: BinaryNode) => {
  const children = Array.isArray(node.content) ? node.content : []
  const code = children.find((child) => child.tag === 'error')?.attrs.code ?? 'unknown'
  if (code === '429') {
    return new TransportError('rate_limited', 'WhatsApp asks to wait before another pairing code (429).', {
      retryable: true,
    })
  }
  return new TransportError('rejected', `WhatsApp refused the pairing code with error ${code}.`, { retryable: false })
}
