import type { MessageStatus } from './message-record.ts'

/** Every status, in the order in which a message may come to them. */
export const messageStatuses = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
  'expired',
] as const satisfies readonly MessageStatus[]

/** The statuses that WhatsApp's acknowledgement and receipts prove. */
export type ProvenStatus = 'sent' | 'delivered' | 'read' | 'played'

/** Where a message stands; `outcome_unknown` is one that failed as such, because proof may still answer it. */
export type MessageStanding = MessageStatus | 'outcome_unknown'

/** What happens to a message: it is about to be written, WhatsApp says something of it, or it comes to an end. */
export type MessageHappening = 'written' | ProvenStatus | 'refused' | 'given_up' | 'cancelled' | 'expired'

/** Nothing leads out of an end, but proof for a message whose outcome was unknown. */
const proofs = { sent: 'sent', delivered: 'delivered', read: 'read', played: 'played' } as const

/**
 * Every step that a message may take, by where it stands and what happens. What is not here changes nothing: a status never
 * moves back, and WhatsApp's first word on a message counts, be it taken or refused.
 */
export const statusSteps: Readonly<
  Record<MessageStanding, Readonly<Partial<Record<MessageHappening, MessageStatus>>>>
> = {
  queued: { ...proofs, written: 'sending', given_up: 'failed', cancelled: 'cancelled', expired: 'expired' },
  sending: { ...proofs, refused: 'failed', given_up: 'failed' },
  sent: { delivered: 'delivered', read: 'read', played: 'played' },
  delivered: { read: 'read', played: 'played' },
  read: { played: 'played' },
  played: {},
  failed: {},
  outcome_unknown: proofs,
  cancelled: {},
  expired: {},
}

/** Tells where a message stands. */
export const standingOf = (status: MessageStatus, errorCode: string | null): MessageStanding =>
  status === 'failed' && errorCode === 'outcome_unknown' ? 'outcome_unknown' : status

/** Gives the status that a happening leads to; null where it changes nothing. */
export const nextStatus = (standing: MessageStanding, happening: MessageHappening): MessageStatus | null =>
  statusSteps[standing][happening] ?? null
