import type { MessageStatus } from './message-record.ts'

/** The statuses that WhatsApp's acknowledgement and receipts prove. */
export type ProvenStatus = 'sent' | 'delivered' | 'read' | 'played'

const rank: Readonly<Record<MessageStatus, number>> = {
  queued: 0,
  sending: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  played: 5,
  failed: 9,
  cancelled: 9,
  expired: 9,
}

/**
 * Tells whether proof of `to` moves a message on: only forward, and out of an end only where the message failed as
 * `outcome_unknown`, because then the proof answers what was unknown.
 */
export const isForward = (from: MessageStatus, errorCode: string | null, to: ProvenStatus): boolean => {
  if (from === 'failed') return errorCode === 'outcome_unknown'
  return rank[from] < rank[to]
}
