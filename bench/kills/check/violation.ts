import { messageViolationKinds } from '../../check/message-violation.ts'

/** What may not happen, by the word that the report uses for it. */
export const violationKinds = {
  ...messageViolationKinds,
  unreadable: 'messages that a phone could not read when they first came',
  not_shown: 'stored messages that no phone shows, whoever was told of them',
  not_stored: 'messages shown of which nothing is stored',
  trouble: 'processes that ended by themselves, and other troubles',
  too_few: 'places at which too few processes were killed',
} as const

/** One thing that may not happen and did. */
export interface Violation {
  readonly kind: keyof typeof violationKinds
  readonly detail: string
}
