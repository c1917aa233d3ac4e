import type { MediaInterceptor } from '../media/media-faults.ts'
import type { FailureAttributes, FaultHandle, FaultMatch, FaultRecord, StreamErrorCode } from './fault.ts'

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
 * sandbox.faults.refuseLogins({ code: 402, attributes: { code: '101', expire: '3600' } })
 * sandbox.faults.refuseQueries({ xmlns: 'usync', code: 429, times: 3 })
 * sandbox.faults.silence('491510000001')
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
  /**
   * Answers a login with `<failure reason=code>`: 401 logs the client out, 402 bans it for a while, 403 bans it, 405
   * finds it too old, 500 and 503 are passing. `attributes` stand beside the reason. The phone unlinks nothing.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * faults.refuseLogins({ sender: '491510000001', code: 402, attributes: { code: '101', expire: '3600' } })
   * // A restart after which the server does not know the client, and does again at the next attempt:
   * faults.refuseLogins({ sender: '491510000001', code: 401 })
   * faults.streamError('491510000001', 515)
   * ```
   */
  refuseLogins(
    match: Pick<FaultMatch, 'sender' | 'times'> & {
      readonly code: number
      readonly attributes?: FailureAttributes | undefined
    },
  ): FaultHandle
  /**
   * Answers those who ask for a pairing code for a number (`sender`) with an error: 400 for a request that is malformed,
   * 429 for one too many. The client makes up its code by itself and reports no error.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * faults.refusePairingCodes({ sender: '491510000001', code: 429 })
   * ```
   */
  refusePairingCodes(match: Pick<FaultMatch, 'sender' | 'times'> & { readonly code: number }): FaultHandle
  /** Signs the next link of a phone (`sender`) with a key that is not the account's: a client must not accept it. */
  forgeLinks(match?: Pick<FaultMatch, 'sender' | 'times'>): FaultHandle
  /** Never answers queries, such as those of `{ xmlns: 'usync' }`. */
  ignoreQueries(match?: Pick<FaultMatch, 'sender' | 'xmlns' | 'times'>): FaultHandle
  /**
   * Answers queries, such as those of `{ xmlns: 'usync' }`, with an error; `text` is what WhatsApp calls the code.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * const limit = faults.refuseQueries({ xmlns: 'usync', code: 429, times: 'always' })
   * limit.struck // how often a client asked in vain
   * limit.remove()
   * ```
   */
  refuseQueries(
    match: Pick<FaultMatch, 'sender' | 'xmlns' | 'times'> & {
      readonly code: number
      readonly text?: string | undefined
    },
  ): FaultHandle
  /** Answers a connection with an HTTP status in place of the upgrade, once unless `times` is given. */
  refuseConnections(match: Pick<FaultMatch, 'times'> & { readonly status: number }): FaultHandle
  /** Takes a connection and never says a word on it, once unless `times` is given. */
  muteConnections(match?: Pick<FaultMatch, 'times'>): FaultHandle
  /**
   * Drops a connection at the first word of its handshake, once unless `times` is given.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * faults.dropHandshakes({ times: 3 })
   * ```
   */
  dropHandshakes(match?: Pick<FaultMatch, 'times'>): FaultHandle
  /** Answers media uploads with an HTTP status, once unless `times` is given. */
  refuseUploads(match: Pick<FaultMatch, 'times'> & { readonly status: number }): FaultHandle
  /**
   * Answers media uploads late, once unless `times` is given.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * faults.delayUploads({ delayMs: 30_000, times: 'always' }) // a slow media host
   * ```
   */
  delayUploads(match: Pick<FaultMatch, 'times'> & { readonly delayMs: number }): FaultHandle
  /** Lets a handler decide about every media request from now on, before every other fault; null ends that. */
  interceptMedia(handler: MediaInterceptor | null): void
  /** Ends the live lines of a number with a stream error, now. It unlinks nothing: `phone(number).unlink()` does. */
  streamError(number: string, code: StreamErrorCode): void
  /** Cuts the live lines of a number without a word, now. */
  disconnect(number: string): void
  /**
   * Leaves the live lines of a number open and lets no byte pass either way any more, until the number logs in anew.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * faults.silence('491510000001') // the client must notice by itself
   * ```
   */
  silence(number: string): void
  /**
   * Writes a frame that does not decrypt to the live lines of a number, now. The client counts frames, and reads no
   * later one of that line either.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const { faults } = await startSandbox()
   * faults.garbage('491510000001')
   * ```
   */
  garbage(number: string): void
  /** Makes a number one that WhatsApp does not know. */
  notOnWhatsApp(number: string): void
  /** Makes a number known again. */
  onWhatsApp(number: string): void
  /** Lists the faults that can still strike. */
  list(): readonly FaultRecord[]
  /** Takes back every fault, and every `notOnWhatsApp`. */
  clear(): void
}
