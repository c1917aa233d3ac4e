import type { ShownMessage } from '../ledger/ledger.ts'
import type { WaitOptions } from '../wait-for.ts'

/** How an account is restricted. */
export interface RestrictOptions {
  /** When it ends, in epoch ms of the sandbox's clock. */
  readonly until: number
  /**
   * Why, in WhatsApp's words.
   * @defaultValue 'BIZ_QUALITY'
   */
  readonly type?: string | undefined
  /**
   * Whether the clients are told; if not, they meet it with their next message, or ask.
   * @defaultValue true
   */
  readonly notify?: boolean | undefined
}

/** How many new chats an account may begin. */
export interface NewChatCapOptions {
  readonly total: number
  /** @defaultValue 0 */
  readonly used?: number | undefined
  /** When it ends, in epoch ms of the sandbox's clock. */
  readonly until: number
}

/** A client that is linked to an account. */
export interface LinkedDevice {
  readonly number: string
  readonly deviceId: number
  /** The address by phone number. */
  readonly jid: string
  /** The address by LID. */
  readonly lid: string
}

/** The phone of an account that clients are linked to. */
export interface Phone {
  readonly number: string
  /** Whether at least one client is linked. */
  readonly linked: boolean
  devices(): readonly LinkedDevice[]
  /** Scans the text of a QR code that a client shows, and links it. */
  scanQr(qrText: string): Promise<LinkedDevice>
  /** Types the eight characters that a client shows, and links it. */
  typePairingCode(code: string, options?: WaitOptions): Promise<LinkedDevice>
  /** Resolves when a linked client is on the line and has taken in what a phone sends it first. */
  waitUntilReady(options?: WaitOptions): Promise<void>
  /** Logs out the linked clients: all, or one. */
  unlink(deviceId?: number): void
  /**
   * Restricts the account until a moment of the sandbox's clock (a reach-out timelock): its messages to people who never
   * wrote to it are refused with 463, and its clients are told, unless `notify` is false, and find it when they ask.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const sandbox = await startSandbox()
   * const phone = sandbox.phone('491510000001')
   * phone.restrict({ until: sandbox.clock.now() + 3_600_000, type: 'BIZ_QUALITY' })
   * phone.unrestrict()
   * ```
   */
  restrict(restriction: RestrictOptions): void
  /** Lifts the restriction before its time, and tells the clients. */
  unrestrict(): void
  /**
   * Allows the account only so many new chats, until a moment of the sandbox's clock.
   *
   * A guess: the query and the notification have the form that the client reads; when WhatsApp counts, and that it
   * refuses with 463, is unknown.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const sandbox = await startSandbox()
   * const phone = sandbox.phone('491510000001')
   * phone.capNewChats({ total: 10, used: 8, until: sandbox.clock.now() + 86_400_000 })
   * phone.uncapNewChats()
   * ```
   */
  capNewChats(cap: NewChatCapOptions): void
  /** Lifts the cap, and tells the clients. A guess, as the cap is. */
  uncapNewChats(): void
  /**
   * Demands a passkey of the account from now on: whoever scans or types a code is not linked, and the client gets a
   * notification of the type `passkey_prologue_request`. False ends that.
   *
   * A guess: the name is all that is known of the demand; the notification is empty, and nothing can answer it.
   *
   * @example
   * ```ts
   * import { startSandbox } from '@khabeer/sandbox'
   *
   * const sandbox = await startSandbox()
   * sandbox.phone('491510000001').demandPasskey()
   * ```
   */
  demandPasskey(isDemanded?: boolean): void
  /** Lists what the phone shows, its owner's own messages included. */
  messages(): readonly ShownMessage[]
}
