import type { MessageHistory } from '../../check/message-history.ts'

/** One login of an instance at WhatsApp, and the line that came of it. */
export interface Line {
  readonly id: number
  /** The number of the instance. */
  readonly number: string
  /** The member that opened it. */
  readonly member: string
  readonly openedAt: number
  readonly activeAt: number | null
  /** From when on nothing that is said on it is heard. */
  readonly closedAt: number | null
  readonly isEvicted: boolean
}

/** One message stanza that WhatsApp took. */
export interface Stanza {
  readonly waMessageId: string
  readonly lineId: number
  readonly at: number
}

/** The time in which one member owned an instance under one epoch. */
export interface Tenure {
  readonly number: string
  readonly epoch: number
  readonly member: string
  readonly from: number
  /** When the member gave it up by itself; null when it did not. */
  readonly releasedAt: number | null
}

/** A time in which a member could do nothing. */
export interface Pause {
  readonly member: string
  readonly from: number
  /** Null for one that was killed. */
  readonly to: number | null
}

/** A change of an owned row by a member whose lease another had taken, as the database saw it. */
export interface StaleWrite {
  readonly member: string
  readonly table: string
  readonly number: string
  readonly at: number
}

/** What is done to a member. */
export type FaultKind = 'kill' | 'stop' | 'term'

/** One fault and what followed. */
export interface Round {
  readonly index: number
  readonly kind: FaultKind
  readonly member: string
  /** Epoch ms of the fault. */
  readonly at: number
  /** How many instances the member owned. */
  readonly owned: number
  /** Milliseconds from the fault until each of them was on the line again; null for one that never was. */
  readonly recoveredMs: readonly (number | null)[]
  /** What else went wrong, each a sentence. */
  readonly problems: readonly string[]
}

/** Everything that is judged after a run. */
export interface History extends MessageHistory {
  /** In the order of the logins. */
  readonly lines: readonly Line[]
  readonly stanzas: readonly Stanza[]
  readonly tenures: readonly Tenure[]
  readonly pauses: readonly Pause[]
  readonly staleWrites: readonly StaleWrite[]
  readonly rounds: readonly Round[]
}
