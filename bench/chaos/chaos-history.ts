import type { HostEnd } from '../host/parent/end-host.ts'
import type { StoredMessage } from '../host/parent/stored-messages.ts'
import type { Screened } from '../host/parent/whatsapp-watch.ts'
import type { Counts } from '../play/tally.ts'
import type { Captured, Secrets } from './find-leaks.ts'
import type { ProbeReport } from './prober.ts'
import type { Standing } from './standing.ts'
import type { Posted } from './traffic.ts'

/** All that a run has shown. */
export interface ChaosHistory {
  readonly posted: readonly Posted[]
  readonly stored: readonly StoredMessage[]
  readonly screened: readonly Screened[]
  /** How often each message was written, by its WhatsApp id. */
  readonly timesWritten: (waMessageId: string) => number
  /** Instances whose numbers were not back on the line when all was calm again. */
  readonly absent: readonly number[]
  /** How often an operator had to start each instance again. */
  readonly restarts: ReadonlyMap<number, number>
  /** How every instance stood in the end. */
  readonly standings: readonly Standing[]
  /** How often each fault struck, by where and what. */
  readonly struck: Counts
  /** Each of these has to strike; none in a run that is too short for all. */
  readonly expected: readonly string[]
  readonly wanted: number
  readonly lineEnds: ReadonlyMap<string, number>
  readonly probes: ProbeReport
  readonly captured: readonly Captured[]
  readonly secrets: Secrets
  readonly end: HostEnd
  readonly durationMs: number
}
