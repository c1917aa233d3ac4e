import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { QueuedMessage, Replayable } from '../facade.ts'
import type { AccountStorage } from '../storage/account-storage.ts'
import type { AcceptBatch, NewMessage } from '../storage/message-store.ts'
import { toKhabeerError } from '../storage/to-khabeer-error.ts'
import { acceptRefusal } from './accept-refusal.ts'
import type { Message } from './message.ts'
import { toQueuedMessage } from './message.ts'
import { createWaMessageIds } from './wa-message-id.ts'

/** Called for each message that was accepted just now and is durable. */
export type OnAccepted = (accountId: number, message: Message) => void

/** A batch whose messages have no WhatsApp id yet. */
export interface AcceptCall extends Omit<AcceptBatch, 'messages'> {
  readonly messages: readonly Omit<NewMessage, 'waMessageId'>[]
}

/** Messages that are accepted, in the order in which they were given. */
export interface Accepted extends Replayable {
  readonly messages: readonly QueuedMessage[]
}

/** Accepts the messages of one call, all or none. Throws what kept it from that. */
export type AcceptService = (call: AcceptCall) => Promise<Accepted>

/** Builds the step that every call which makes messages ends with. */
export const createAcceptService = (input: {
  readonly storage: AccountStorage
  readonly clock: Clock
  readonly onAccepted: OnAccepted
}): AcceptService => {
  const { storage, clock, onAccepted } = input
  const createWaMessageId = createWaMessageIds()

  return async (call) => {
    const batch: AcceptBatch = {
      ...call,
      messages: call.messages.map((message) => ({ ...message, waMessageId: createWaMessageId() })),
    }
    const outcome = await storage.messages.accept(batch).catch((cause: unknown) => {
      throw toKhabeerError(cause, clock.now())
    })
    if (outcome.kind !== 'accepted' && outcome.kind !== 'replayed') throw acceptRefusal(outcome, batch)
    // In a host's transaction nothing is durable yet, and may never be.
    if (outcome.kind === 'accepted' && batch.transaction === undefined) {
      outcome.messages.forEach(({ id }, index) => {
        const message = batch.messages[index]
        if (message !== undefined) onAccepted(batch.accountId, toQueuedMessage(id, batch, message))
      })
    }
    return {
      messages: outcome.messages.map(({ id, recipient }) => ({ id, to: recipient, status: 'queued' })),
      isReplayed: outcome.kind === 'replayed',
    }
  }
}

/** Gives the message of a call that made one. */
export const onlyMessage = ({ messages, isReplayed }: Accepted): QueuedMessage & Replayable => {
  const [message] = messages
  if (message === undefined) throw new KhabeerError('internal_error', 'The message was not accepted.')
  return { ...message, isReplayed }
}
