import type { AcceptOutcome, MessageStore } from '../message-store.ts'
import type { Signal } from '../signals.ts'
import { createAcceptMessages } from './accept-messages.ts'
import { createAcceptQueue } from './accept-queue.ts'
import { createAcceptTogether } from './accept-together.ts'
import { createCancelQueued } from './cancel-queued.ts'
import { createClaimMessage } from './claim-message.ts'
import { createListMessages } from './list-messages.ts'
import { createMessageHistory } from './message-history.ts'
import { selectMessages, toMessageRecord } from './message-rows.ts'
import type { Parameter } from './prepared-query.ts'
import { one } from './program.ts'
import { createReleaseMessages, maxReleased } from './release-messages.ts'
import { createSendMessage } from './send-message.ts'
import { createSettleMessage } from './settle-message.ts'
import type { SqlContext } from './sql-context.ts'
import { createWithdrawMessages } from './withdraw-messages.ts'

/** Builds the message store of a driver. */
export const createMessageStore = (context: SqlContext): MessageStore => {
  const { driver } = context
  const queries = createQueries(context)
  const accept = createAcceptMessages(context)
  const acceptTogether = driver.capabilities.acceptsByArrays
    ? createAcceptQueue(context, accept)
    : createAcceptTogether(context, accept)
  const claim = createClaimMessage(context)
  const sending = createSendMessage(context)
  const settling = createSettleMessage(context)
  const withdrawing = createWithdrawMessages(context)
  const cancelQueued = createCancelQueued(context)
  const releasing = createReleaseMessages(context)
  const list = createListMessages(context)
  const history = createMessageHistory(context)

  /** Tells whoever follows events that there may be one, unless nothing changed. */
  const changed = <T>(outcome: T): T => {
    if (outcome !== null) driver.publish({ kind: 'events' })
    return outcome
  }
  const changedAny = <T>(changes: readonly T[]): readonly T[] => {
    if (changes.length > 0) changed(changes)
    return changes
  }

  return {
    accept: async (batch) => {
      const signalOf = ({ kind }: AcceptOutcome): Signal | null =>
        kind === 'accepted' ? { kind: 'messages', instanceId: batch.instanceId } : null
      if (batch.transaction !== undefined) return driver.join(batch.transaction, () => accept(batch), signalOf)

      const outcome = await acceptTogether(batch)
      const signal = signalOf(outcome)
      if (signal !== null) driver.publish(signal)
      return outcome
    },
    claim: async (lease, at, limits = {}) => {
      const found = await driver.read(() => claim.look(lease, at, limits))
      if (found !== null) return found
      const arranged = await driver.write(() => claim.arrange(lease, at, limits))
      return arranged.kind === 'expired' ? changed(arranged) : arranged
    },
    unsettled: (lease) => driver.read(() => sending.unsettled(lease)),
    markSending: async (lease, input) => changed(await driver.write(() => sending.markSending(lease, input))),
    markResending: (lease, input) => driver.write(() => sending.markResending(lease, input)),
    advance: async (lease, input) => changed(await driver.write(() => settling.advance(lease, input))),
    fail: async (lease, input) => changed(await driver.write(() => settling.fail(lease, input))),
    refuse: async (lease, input) => changed(await driver.write(() => settling.refuse(lease, input))),
    postpone: (lease, input) => driver.write(() => sending.postpone(lease, input)),
    release: async (lease, reason) => {
      let released = 0
      let count: number
      do {
        count = await driver.write(() => releasing.byReason(lease, reason))
        released += count
      } while (count === maxReleased)
      if (released > 0) driver.publish({ kind: 'messages', instanceId: lease.instanceId })
      return released
    },
    cancel: async (accountId, messageId, at) => {
      const outcome = await driver.write(() => withdrawing.cancel(accountId, messageId, at))
      return outcome.kind === 'cancelled' ? changed(outcome) : outcome
    },
    clear: async (accountId, instanceId, batch) => {
      const outcome = await driver.write(() => withdrawing.clear(accountId, instanceId, batch))
      changedAny(outcome?.changes ?? [])
      // What comes after the end of a hold can go at once.
      if (outcome?.isDone === true) driver.publish({ kind: 'messages', instanceId })
      return outcome
    },
    cancelQueued: async (accountId, filter, batch) =>
      changedAny(await driver.write(() => cancelQueued(accountId, filter, batch))),
    expire: async (batch) => changedAny(await driver.write(() => withdrawing.expire(batch))),
    get: (accountId, messageId) =>
      driver.read(function* () {
        const row = yield* one(queries.find, { accountId, messageId })
        return row === undefined ? null : toMessageRecord(row)
      }),
    list: (accountId, page) => driver.read(() => list(accountId, page)),
    events: (accountId, messageId) => driver.read(() => history(accountId, messageId)),
    built: (instanceId, waMessageId) =>
      driver.read(function* () {
        const row = yield* one(queries.findBuilt, { instanceId, waMessageId })
        return row?.built ?? null
      }),
  }
}

const createQueries = ({ prepare }: SqlContext) => ({
  find: prepare((db, parameter: Parameter<{ accountId: number; messageId: number }>) =>
    selectMessages(db)
      .where('message.id', '=', parameter('messageId'))
      .where('message.account_id', '=', parameter('accountId')),
  ),
  findBuilt: prepare((db, parameter: Parameter<{ instanceId: number; waMessageId: string }>) =>
    db
      .selectFrom('khabeer_messages')
      .select('built')
      .where('instance_id', '=', parameter('instanceId'))
      .where('wa_message_id', '=', parameter('waMessageId'))
      // What WhatsApp refused is never written again, whoever asks for it.
      .where((where) => where.or([where('status', '<>', 'failed'), where('error_code', '=', 'outcome_unknown')])),
  ),
})
