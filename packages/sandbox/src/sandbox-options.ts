import type { SandboxClock } from './clock.ts'
import { machineClock } from './clock.ts'
import type { ReceiptBehaviour } from './people/person.ts'

/** How a sandbox starts; every field has a default. */
export interface SandboxOptions {
  /**
   * Port on 127.0.0.1; 0 takes a free one.
   * @defaultValue 0
   */
  readonly port?: number | undefined
  /**
   * How many QR codes a client gets before it must ask anew.
   * @defaultValue 6
   */
  readonly qrRefs?: number | undefined
  /**
   * How long each QR code can be scanned, one after the other; the line ends with the last one. `null`: as long as
   * the client stays on the line.
   * @defaultValue null
   */
  readonly qrLifeMs?: number | null | undefined
  /**
   * What the phones of contacts do by themselves when a message arrives.
   * @defaultValue 'delivered'
   */
  readonly receipts?: ReceiptBehaviour | undefined
  /**
   * Whether a phone that cannot read a message asks its sender for it again, as real ones do.
   * @defaultValue true
   */
  readonly askRetries?: boolean | undefined
  /**
   * Whether numbers that the test never named are on WhatsApp.
   * @defaultValue 'exist'
   */
  readonly unknownNumbers?: 'exist' | 'missing' | undefined
  /**
   * Tells every time of the ledger and every time that the server tells clients; waits and delays stay those of the
   * machine's clock.
   * @defaultValue the machine's clock
   */
  readonly clock?: SandboxClock | undefined
}

/** The options with every default filled in. */
export interface ResolvedSandboxOptions {
  readonly port: number
  readonly qrRefs: number
  readonly qrLifeMs: number | null
  readonly receipts: ReceiptBehaviour
  readonly askRetries: boolean
  readonly unknownNumbers: 'exist' | 'missing'
  readonly clock: SandboxClock
}

/** Fills in the defaults. */
export function resolveSandboxOptions(options: SandboxOptions): ResolvedSandboxOptions {
  return {
    port: options.port ?? 0,
    qrRefs: options.qrRefs ?? 6,
    qrLifeMs: options.qrLifeMs ?? null,
    receipts: options.receipts ?? 'delivered',
    askRetries: options.askRetries ?? true,
    unknownNumbers: options.unknownNumbers ?? 'exist',
    clock: options.clock ?? machineClock,
  }
}
