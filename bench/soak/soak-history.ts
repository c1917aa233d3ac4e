import type { HostEnd } from '../host/parent/end-host.ts'
import type { StoredMessage } from '../host/parent/stored-messages.ts'
import type { Screened } from '../host/parent/whatsapp-watch.ts'
import type { MemoryReading } from '../host/program/measure-memory.ts'

/** One message of a soak. */
export interface Post {
  readonly text: string
  readonly recipient: string
}

/** All that a soak has shown. */
export interface SoakHistory {
  readonly posts: readonly Post[]
  readonly screened: readonly Screened[]
  readonly stored: readonly StoredMessage[]
  /** How often the line of each number was cut by the server. */
  readonly cuts: readonly number[]
  readonly cutsWanted: number
  readonly lineEnds: ReadonlyMap<string, number>
  /** After the warm-up, and at the end. */
  readonly memory: { readonly base: MemoryReading; readonly end: MemoryReading }
  /** What did not come in time. */
  readonly late: readonly string[]
  readonly end: HostEnd
  readonly durationMs: number
}
