import type { Word } from '../queue/acknowledgements.ts'
import { kindOfRefusal } from '../queue/retry-policy.ts'
import type { Lease } from '../storage/lease.ts'
import type { ProvenStatus } from '../storage/message-status.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import type { ConnectionEvent } from '../transport/transport.ts'
import type { RestrictionKeeper } from './restriction-keeper.ts'

/** What WhatsApp says about messages. */
export type ProofEvent = Extract<ConnectionEvent, { readonly type: 'ack' | 'receipt' | 'message' }>

/** Tells whether an event is about messages. */
export const isProof = (event: ConnectionEvent): event is ProofEvent =>
  event.type === 'ack' || event.type === 'receipt' || event.type === 'message'

/** Stores what WhatsApp says about messages; WhatsApp's id alone tells which one is meant, whatever address it came from. */
export const createProofKeeper = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly onChange: (change: MessageChange) => void
  readonly restriction: Pick<RestrictionKeeper, 'afterRefusal' | 'refused' | 'taken'>
  /** Called once the word on an id is stored, or asks for patience. */
  readonly onArrived: (waMessageId: string, word: Word) => void
}): ((event: ProofEvent) => Promise<void>) => {
  const { lease, storage, restriction, onChange, onArrived } = input

  const tell = (change: MessageChange | null) => {
    if (change !== null && change.before.status !== change.after.status) onChange(change)
  }

  const refuse = async (waMessageId: string, errorCode: string, at: number): Promise<void> => {
    const kind = kindOfRefusal(errorCode)
    if (kind === 'rate_limited') return
    const error = `WhatsApp refused the message with error ${errorCode}.`
    const isRestricting = kind === 'refused_463'
    const change = await storage.messages.refuse(lease, {
      waMessageId,
      code: `wa_${errorCode}`,
      error,
      at,
      restriction: isRestricting ? restriction.afterRefusal() : undefined,
    })
    if (kind === 'refused_479' && change !== null) {
      await storage.recipients.forgetLookup(lease, { recipient: change.after.recipient })
    }
    tell(change)
    if (isRestricting) await restriction.refused()
  }

  const advance = async (waMessageId: string, status: ProvenStatus, at: number): Promise<void> => {
    const change = await storage.messages.advance(lease, { waMessageId, status, at })
    tell(change)
    if (change !== null) await restriction.taken(change.after.recipient)
  }

  return async (event) => {
    switch (event.type) {
      case 'ack': {
        const { waMessageId, at, errorCode } = event
        if (errorCode === null) await advance(waMessageId, 'sent', at)
        else await refuse(waMessageId, errorCode, at)
        onArrived(waMessageId, isSlowDown(errorCode) ? 'slow_down' : 'settled')
        return
      }
      case 'receipt': {
        for (const waMessageId of event.waMessageIds) {
          await advance(waMessageId, event.status, event.at)
          onArrived(waMessageId, 'settled')
        }
        return
      }
      case 'message':
        await storage.recipients.noteInbound(lease, { recipient: event.from, at: event.at })
    }
  }
}

const isSlowDown = (errorCode: string | null): boolean =>
  errorCode !== null && kindOfRefusal(errorCode) === 'rate_limited'
