/** What may not happen to a message, by the word that reports use for it. */
export const messageViolationKinds = {
  lost: 'accepted messages that no phone shows',
  shown_twice: 'messages that a phone shows more than once',
  unexpected: 'messages shown that nobody sent',
  out_of_order: 'messages shown before one that was accepted earlier',
  wrong_status: 'messages shown whose row says something else',
} as const

/** One thing that may not happen to a message and did. */
export interface MessageViolation {
  readonly kind: keyof typeof messageViolationKinds
  readonly detail: string
}
