import type { BinaryNode } from '@whiskeysockets/baileys'
import type { ConnectionEvent } from '../../transport.ts'
import { toEpochMs } from './stanza-time.ts'

/** Reads the server's answer to a message: taken, or refused with a code. */
export const toAckEvent = (node: BinaryNode, now: number): Extract<ConnectionEvent, { type: 'ack' }> | null => {
  const { id, t, error } = node.attrs
  if (id === undefined || id === '') return null
  return {
    type: 'ack',
    waMessageId: id,
    at: toEpochMs(t, now),
    errorCode: error === undefined || error === '' ? null : error,
  }
}
