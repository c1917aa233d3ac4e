import type { Companion } from '../../people/companion.ts'
import type { Stanza } from '../../wire/stanza.ts'
import type { Network } from '../network.ts'

/** One query of a logged-in client. */
export interface IqRequest {
  readonly network: Network
  readonly companion: Companion
  readonly iq: Stanza
  /** First child; a query without children has an empty one. */
  readonly first: Stanza
}

/** Answers the children of a result, a whole answer, or undefined for what it does not know. */
export type IqAnswer = readonly Stanza[] | undefined
