/** One message that the clients of the run wanted sent. Its text is its own, so that it can be told from all others. */
export interface Post {
  readonly text: string
  /** Number of the instance that sends it. */
  readonly sender: string
  readonly recipient: string
  /** Epoch ms of the first call. */
  readonly askedAt: number
  /** Epoch ms of the answer that took it; null when no call was ever answered so. */
  readonly acceptedAt: number | null
}

/** One message on the screen of a phone. */
export interface Shown {
  /** Whose phone it is. */
  readonly owner: string
  /** Number of the other side of the chat. */
  readonly chat: string
  readonly fromMe: boolean
  readonly text: string
}

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

/** A message of which its row does not say that WhatsApp has it. */
export interface Unproven {
  readonly text: string
  readonly status: string
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
export interface History {
  readonly posts: readonly Post[]
  /** In the order in which the phones showed it. */
  readonly shown: readonly Shown[]
  /** In the order of the logins. */
  readonly lines: readonly Line[]
  readonly stanzas: readonly Stanza[]
  readonly tenures: readonly Tenure[]
  readonly pauses: readonly Pause[]
  readonly staleWrites: readonly StaleWrite[]
  /** At the end, when all that was accepted has been shown. */
  readonly unproven: readonly Unproven[]
  readonly rounds: readonly Round[]
}
