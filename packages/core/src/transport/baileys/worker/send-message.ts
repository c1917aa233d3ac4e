import type { WASocket } from '@whiskeysockets/baileys'
import { jidNormalizedUser, proto } from '@whiskeysockets/baileys'
import { TransportError } from '../../transport-error.ts'
import { answerCodeOf, toTransportError } from './client-error.ts'
import { toLineError } from './close-reason.ts'
import type { InstanceMemory } from './instance-memory.ts'
import { isLidJid, userOf } from './jid.ts'

/** A built message on its way. */
export interface Sending {
  readonly waMessageId: string
  readonly address: string
  readonly built: Uint8Array
  /** Called when the client takes over: from then on bytes may leave. */
  readonly onRelay: () => void
}

const doing = 'sending a message'

/** Encrypts a built message for every device of the recipient and writes it. */
export const sendMessage = async (socket: WASocket, memory: InstanceMemory, sending: Sending): Promise<void> => {
  await meetDevices(socket, memory, sending.address)
  sending.onRelay()
  try {
    await socket.relayMessage(sending.address, proto.Message.decode(sending.built), { messageId: sending.waMessageId })
  } catch (error) {
    throw toTransportError(error, doing, !isSurelyUnsent(error))
  }
}

/**
 * Learns the recipient's devices and gets their keys before the client takes its lock for the send. A device list that
 * never came would otherwise count as empty, and the client would write a message for nobody and report success.
 */
const meetDevices = async (socket: WASocket, memory: InstanceMemory, address: string) => {
  try {
    const devices = await socket.getUSyncDevices([ownAddress(socket, address), address], true, false)
    const recipient = userOf(address)
    if (!devices.some((device) => userOf(device.jid) === recipient)) {
      throw new TransportError('timed_out', "The recipient's devices could not be learnt.", { retryable: true })
    }
    const { me } = socket.authState.creds
    // This very device is listed among the account's own, and has no session with itself.
    const others = devices.map(({ jid }) => jid).filter((jid) => jid !== me?.id && jid !== me?.lid)
    await socket.assertSessions(others)
  } catch (error) {
    // A device that is gone answers with an error for as long as the remembered list names it.
    if (answerCodeOf(error) !== null) await memory.devices.del(userOf(address))
    throw toTransportError(error, doing, false)
  }
}

/** The own account's address in the recipient's kind of addressing, as the client asks for it. */
const ownAddress = (socket: WASocket, address: string) => {
  const { me } = socket.authState.creds
  return jidNormalizedUser(isLidJid(address) ? (me?.lid ?? me?.id) : me?.id)
}

/** Errors that the client raises before its write; of any other the message may have left. */
const isSurelyUnsent = (error: unknown) => {
  const { statusCode, message } = toLineError(error)
  return message === 'All encryptions failed' || (statusCode === 428 && message === 'Connection Closed')
}
