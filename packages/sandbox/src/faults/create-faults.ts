import { randomBytes } from 'node:crypto'
import type { Companion } from '../people/companion.ts'
import { toNumber } from '../people/number.ts'
import { errorText } from '../server/iq-stanza.ts'
import type { Network } from '../server/network.ts'
import { streamError } from '../server/stream-error.ts'
import { encodeFrame } from '../wire/frame-stream.ts'
import type { Fault, FaultHandle, FaultMatch } from './fault.ts'
import type { Faults } from './faults.ts'

/** Hands out the controls that make the server misbehave. */
export function createFaults({ people, faults: book, media }: Network): Faults {
  const add = (fault: Fault, { sender, recipient, waMessageId, xmlns, times }: FaultMatch): FaultHandle =>
    book.add(fault, { sender, recipient, waMessageId, xmlns, times })
  const linesOf = (number: string): readonly Companion[] => [...people.get(toNumber(number)).companions.values()]

  return {
    withholdAck: (match = {}) => add({ kind: 'withhold_ack', receipts: match.receipts ?? false }, match),
    delayAck: (match) => add({ kind: 'delay_ack', delayMs: match.delayMs }, match),
    refuseAck: (match) => add({ kind: 'refuse_ack', code: match.code }, match),
    dropLineBefore: (match = {}) => add({ kind: 'drop_before' }, match),
    dropLineAfter: (match = {}) => add({ kind: 'drop_after' }, match),
    streamErrorOnMessage: (match) => add({ kind: 'stream_error', code: match.code }, match),
    stopReceipts: (match = {}) => add({ kind: 'stop_receipts' }, { times: 'always', ...match }),
    corruptMessages: (match = {}) => add({ kind: 'corrupt' }, match),
    refuseLogins: (match) => add({ kind: 'refuse_login', code: match.code, attributes: match.attributes ?? {} }, match),
    refusePairingCodes: (match) => add({ kind: 'refuse_pairing_code', code: match.code }, match),
    forgeLinks: (match = {}) => add({ kind: 'forge_link' }, match),
    ignoreQueries: (match = {}) => add({ kind: 'ignore_iq' }, match),
    refuseQueries: (match) =>
      add({ kind: 'refuse_iq', code: match.code, text: match.text ?? errorText(match.code) }, match),
    refuseConnections: (match) => add({ kind: 'refuse_upgrade', status: match.status }, match),
    muteConnections: (match = {}) => add({ kind: 'mute' }, match),
    dropHandshakes: (match = {}) => add({ kind: 'drop_handshake' }, match),
    refuseUploads: (match) => add({ kind: 'refuse_uploads', status: match.status }, match),
    delayUploads: (match) => add({ kind: 'delay_uploads', delayMs: match.delayMs }, match),
    interceptMedia: (handler) => media.intercept(handler),
    streamError(number, code) {
      for (const companion of linesOf(number)) companion.line?.end(streamError(code), 'error')
    },
    disconnect(number) {
      for (const companion of linesOf(number)) companion.line?.cut()
    },
    silence(number) {
      for (const companion of linesOf(number)) companion.line?.silence()
    },
    garbage(number) {
      for (const companion of linesOf(number)) companion.line?.sendRaw(garbageFrame())
    },
    notOnWhatsApp(number) {
      people.get(toNumber(number)).isOnWhatsApp = false
    },
    onWhatsApp(number) {
      people.get(toNumber(number)).isOnWhatsApp = true
    },
    list: () => book.list(),
    clear() {
      book.clear()
      media.intercept(null)
      for (const person of people.all()) person.isOnWhatsApp = true
    },
  }
}

/** A frame that is whole and was sealed with no key that anybody has. */
function garbageFrame(): Buffer {
  return encodeFrame(randomBytes(64))
}
