import type { MediaInterceptor } from '../media/media-faults.ts'
import type { FaultHandle, FaultMatch, FaultRecord, StreamErrorCode } from './fault.ts'

/**
 * Makes the server misbehave on command.
 *
 * Faults wait until something matches. The first one set strikes first, and each strikes `times` times (once, unless
 * a method says otherwise), so that two of a kind strike one after the other.
 *
 * @example
 * ```ts
 * import { startSandbox } from '@khabeer/sandbox'
 *
 * const sandbox = await startSandbox()
 * sandbox.faults.withholdAck({ recipient: '491510000002' })
 * sandbox.faults.refuseAck({ sender: '491510000001', code: 463, times: 'always' })
 * sandbox.faults.dropLineBefore({ waMessageId: '3EB0C0FFEE' })
 * sandbox.faults.streamError('491510000001', 503)
 * sandbox.faults.refuseLogins({ sender: '491510000001', code: 403, times: 2 })
 * sandbox.faults.notOnWhatsApp('491510000009')
 * sandbox.faults.clear()
 * ```
 */
export interface Faults {
  /** Handles the message but answers nothing: no ack, and no receipts unless `receipts` is true. */
  withholdAck(match?: FaultMatch & { readonly receipts?: boolean | undefined }): FaultHandle
  /** Acknowledges the message late; its receipts follow the ack. */
  delayAck(match: FaultMatch & { readonly delayMs: number }): FaultHandle
  /** Refuses the message with a code such as 463 (account restricted) or 479; nobody gets it. */
  refuseAck(match: FaultMatch & { readonly code: number }): FaultHandle
  /** Cuts the line as if the message had never arrived. */
  dropLineBefore(match?: FaultMatch): FaultHandle
  /** Lets the recipient have the message and cuts the line before the ack. */
  dropLineAfter(match?: FaultMatch): FaultHandle
  /** Answers the message with a stream error; nobody gets it. */
  streamErrorOnMessage(match: FaultMatch & { readonly code: StreamErrorCode }): FaultHandle
  /** Keeps phones from sending receipts. `times` is 'always' unless given. */
  stopReceipts(match?: FaultMatch): FaultHandle
  /** Flips one bit in each ciphertext of a message. */
  corruptMessages(match?: FaultMatch): FaultHandle
  /** Answers a login with `<failure reason=code>`; 401 logs the client out, 403 bans it, 503 is passing. */
  refuseLogins(match: Pick<FaultMatch, 'sender' | 'times'> & { readonly code: number }): FaultHandle
  /** Signs the next link of a phone (`sender`) with a key that is not the account's: a client must not accept it. */
  forgeLinks(match?: Pick<FaultMatch, 'sender' | 'times'>): FaultHandle
  /** Never answers queries, such as those of `{ xmlns: 'usync' }`. */
  ignoreQueries(match?: Pick<FaultMatch, 'sender' | 'xmlns' | 'times'>): FaultHandle
  /** Answers a connection with an HTTP status in place of the upgrade, once unless `times` is given. */
  refuseConnections(match: Pick<FaultMatch, 'times'> & { readonly status: number }): FaultHandle
  /** Takes a connection and never says a word on it, once unless `times` is given. */
  muteConnections(match?: Pick<FaultMatch, 'times'>): FaultHandle
  /** Answers media uploads with an HTTP status, once unless `times` is given. */
  refuseUploads(options: { readonly status: number; readonly times?: number | 'always' | undefined }): FaultHandle
  /** Lets a handler decide about every media request from now on, `refuseUploads` included; null ends that. */
  interceptMedia(handler: MediaInterceptor | null): void
  /** Ends the live lines of a number with a stream error, now. It unlinks nothing: `phone(number).unlink()` does. */
  streamError(number: string, code: StreamErrorCode): void
  /** Cuts the live lines of a number without a word, now. */
  disconnect(number: string): void
  /** Makes a number one that WhatsApp does not know. */
  notOnWhatsApp(number: string): void
  /** Makes a number known again. */
  onWhatsApp(number: string): void
  /** Lists the faults that can still strike. */
  list(): readonly FaultRecord[]
  /** Takes back every fault, and every `notOnWhatsApp`. */
  clear(): void
}
