import type { Companion } from '../people/companion.ts'
import type { Person } from '../people/person.ts'

/** Which message of which client is meant. */
export interface MessageRef {
  readonly id: string
  /** The address that the client wrote to. */
  readonly to: string
  readonly companion: Companion
  /** The other side of the chat; null when there is no such person. */
  readonly recipient: Person | null
}
