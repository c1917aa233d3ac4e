/** A time of each day in which a number writes to nobody; `from` after `to` goes over midnight. */
export interface QuietHours {
  /** Local time, such as `21:30`. */
  readonly from: string
  /** Local time, such as `08:00`; a message may leave from then on. */
  readonly to: string
}

/** How a number that was linked for the first time begins. */
export interface WarmUp {
  /** The most messages of the first day. */
  readonly firstDay: number
  /** After how many days the daily cap holds in full. */
  readonly days: number
}

/** What bounds a number beside its pace; everything is off where it is missing. */
export interface PacingRules {
  /** The most messages of one calendar day of the account. */
  readonly dailyMessages?: number | undefined
  /** The most recipients of one calendar day to whom the number never wrote before. */
  readonly dailyFirstContacts?: number | undefined
  /** Raises the daily cap of a newly linked number evenly, day by day; needs `dailyMessages`. */
  readonly warmUp?: WarmUp | undefined
  /** When nothing is sent, in the account's time zone. */
  readonly quietHours?: QuietHours | undefined
  /** The least time between two messages to the same recipient. */
  readonly recipientGapMs?: number | undefined
}

/**
 * How fast one number may write: one message every `perMs / messages`, and what bounds it beside that. All of it is
 * courtesy to the recipients and to WhatsApp's rules; none of it protects a number from being banned.
 */
export interface Pacing extends PacingRules {
  readonly messages: number
  readonly perMs: number
  /**
   * How long a number stays silent after it came online.
   *
   * @defaultValue one gap of the pace, and 5,000 at most
   */
  readonly settleMs?: number | undefined
}

/** What a claim is bound by. */
export interface QueueLimits extends PacingRules {
  /** Epoch ms until which only recipients who wrote to the number lately are written to; null without a restriction. */
  readonly strangersUntil?: number | null | undefined
}
