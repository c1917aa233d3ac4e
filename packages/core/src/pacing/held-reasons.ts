/** Every reason for which a queued message may wait although nothing is wrong with it, and what it means. */
export const heldReasons = {
  account_disabled: 'The account is disabled.',
  paused: 'The queue of the instance was paused, until it is resumed.',
  number_changed:
    'The queue was made for another number than the one that is linked now, until it is resumed or cleared.',
  rate_limited: 'WhatsApp asked for a slower pace: the whole queue waits for some time.',
  quiet_hours: 'It is quiet time in the time zone of the account.',
  daily_cap: 'The number has sent as many messages as it may on one day.',
  restricted: 'WhatsApp restricted the number: whoever did not write to it lately waits.',
  first_contacts_cap: 'The number has begun as many new conversations as it may on one day.',
  recipient_gap: 'The recipient got a message a moment ago.',
  order: 'An earlier message to the same recipient goes first, and that one waits.',
  retry: 'It could not be prepared and is tried again.',
  scheduled: 'Its time has not come.',
} as const satisfies Readonly<Record<string, string>>

/** Why a queued message waits. */
export type HeldReason = keyof typeof heldReasons

/** The reasons that hold a whole queue, the one that is shown first before the others. */
export const queueHoldReasons = ['number_changed', 'rate_limited', 'quiet_hours', 'daily_cap'] as const

/** Why a whole queue waits, besides that it was paused. */
export type QueueHoldReason = (typeof queueHoldReasons)[number]

/** What holds a whole queue. */
export interface QueueHold {
  readonly reason: QueueHoldReason
  /** Epoch ms; null until somebody ends it. */
  readonly until: number | null
}

/** Gives the hold that counts among several: the first by reason that has not ended. */
export const firstHold = (holds: readonly QueueHold[], at: number): QueueHold | null =>
  queueHoldReasons
    .map((reason) => holds.find((hold) => hold.reason === reason && !hasEnded(hold, at)))
    .find((hold) => hold !== undefined) ?? null

/** Tells whether a hold is over. */
export const hasEnded = ({ until }: QueueHold, at: number): boolean => until !== null && until <= at
