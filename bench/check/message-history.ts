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

/** A message of which its row does not say that WhatsApp has it. */
export interface Unproven {
  readonly text: string
  readonly status: string
}

/** What was asked for, and what came of it. */
export interface MessageHistory {
  readonly posts: readonly Post[]
  /** In the order in which the phones showed it. */
  readonly shown: readonly Shown[]
  /** At the end, when all that was accepted has been shown. */
  readonly unproven: readonly Unproven[]
}
