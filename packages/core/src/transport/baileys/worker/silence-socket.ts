import type { WASocket } from '@whiskeysockets/baileys'
import { closeError } from './harden-socket.ts'

interface Inner {
  send(data: Uint8Array, callback?: (error?: Error) => void): void
}

/**
 * Asks before every single frame whether it may leave: this process may have been halted at any point before, also in
 * the middle of a message. A frame that may not is the end of the line.
 */
export const silenceSocket = (socket: WASocket, maySpeak: () => boolean, onSilenced: () => void): void => {
  const inner: unknown = Reflect.get(socket.ws, 'socket')
  if (!isInner(inner)) throw new Error('The client has no socket to watch over.')
  const send = inner.send.bind(inner)
  inner.send = (data, callback) => {
    if (maySpeak()) return send(data, callback)
    onSilenced()
    // What the client itself says of a closed line, and so nothing that may have left.
    callback?.(closeError('Connection Closed', 428))
  }
}

const isInner = (value: unknown): value is Inner =>
  typeof value === 'object' && value !== null && 'send' in value && typeof value.send === 'function'
