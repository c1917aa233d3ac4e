import { messageViolationKinds } from '../../check/message-violation.ts'

/** What may not happen, by the word that the report uses for it. */
export const violationKinds = {
  ...messageViolationKinds,
  two_lines: 'lines still open when a newer one of the instance was active',
  evicted_alive: 'lines evicted although their member could have closed them',
  login_without_lease: 'logins of a member that did not own the instance',
  login_after_eviction: 'logins of an owner that had been evicted under the same lease',
  stanza_without_lease: 'messages written to WhatsApp by a member that did not own the instance',
  stale_write: 'rows changed by a member whose lease another had taken',
  late_takeover: 'instances that were away for longer than promised',
  trouble: 'other troubles of a round',
} as const

/** One thing that may not happen and did. */
export interface Violation {
  readonly kind: keyof typeof violationKinds
  readonly detail: string
}
