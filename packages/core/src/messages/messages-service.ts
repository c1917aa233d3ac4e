import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope } from '../facade.ts'
import type { AccountStorage } from '../storage/account-storage.ts'
import type { MessageContent, MessageRecord, MessageType } from '../storage/message-record.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { StatusEventRecord } from '../storage/status-event-record.ts'
import type { AcceptService } from './accept-service.ts'
import { onlyMessage } from './accept-service.ts'
import { toIdempotency } from './idempotency-key.ts'
import { toCursor } from './list-cursor.ts'
import { toMessage } from './message.ts'
import type { MessageStep } from './message-query.ts'
import { isFilter, readMessageFilter, readMessagePage } from './read-filter.ts'
import { resolveTiming } from './timing.ts'

/** How many messages are withdrawn in one transaction. */
const cancelBatch = 100

type MessagesService = AccountScope['messages']

/** Builds the calls on one account's messages. */
export const createMessagesService = (input: {
  readonly storage: AccountStorage
  readonly clock: Clock
  readonly accountId: number
  readonly accept: AcceptService
  readonly onMessageChange: (change: MessageChange) => void
}): MessagesService => {
  const { storage, clock, accountId, accept, onMessageChange } = input

  return {
    get: async (id) => toMessage(existing(await storage.messages.get(accountId, id), id)),

    list: async (filter = {}) => {
      const page = readMessagePage({ ...filter })
      // One more tells whether there is another page.
      const records = await storage.messages.list(accountId, { ...page, limit: page.limit + 1 })
      const shown = records.slice(0, page.limit)
      const last = shown.at(-1)
      return {
        messages: shown.map(toMessage),
        nextCursor: records.length > shown.length && last !== undefined ? toCursor(last) : null,
      }
    },

    events: async (id) => existing(await storage.messages.events(accountId, id), id).map(toMessageStep),

    cancel: async (id) => {
      const outcome = await storage.messages.cancel(accountId, id, clock.now())
      switch (outcome.kind) {
        case 'cancelled':
          onMessageChange(outcome.change)
          return toMessage(outcome.change.after)
        case 'already_ended':
          return toMessage(outcome.message)
        case 'already_sending':
          throw new KhabeerError(
            'already_sending',
            `Message ${id} is ${outcome.message.status} and may have left: it cannot be withdrawn any more.`,
          )
        case 'message_not_found':
          throw notFound(id)
      }
    },

    cancelQueued: async (given) => {
      const filter = readMessageFilter({ ...given })
      if (!isFilter(filter)) {
        throw new KhabeerError(
          'invalid_request',
          'Give at least one of instanceId, to, queuedFrom and queuedTo; over HTTP instance_id, to, queued_from and queued_to.',
        )
      }
      const at = clock.now()
      let cancelled = 0
      while (true) {
        const changes = await storage.messages.cancelQueued(accountId, filter, { at, limit: cancelBatch })
        if (changes.length === 0) return { cancelled }
        changes.forEach(onMessageChange)
        cancelled += changes.length
      }
    },

    retry: async (id, { idempotencyKey } = {}) => {
      const record = existing(await storage.messages.get(accountId, id), id)
      assertRetryable(record)
      const at = clock.now()
      const { instanceId, recipient, type, content } = record
      const idempotency = idempotencyKey === undefined ? undefined : toIdempotency(idempotencyKey, 'retry', id)
      const message = { recipient, type, content, ...timingOf(record, at), retryOf: id }
      const queued = onlyMessage(await accept({ accountId, instanceId, messages: [message], at, idempotency }))
      return { ...queued, retryOf: id }
    },
  }
}

const notFound = (id: number): KhabeerError => new KhabeerError('message_not_found', `There is no message ${id}.`)

const existing = <Found>(found: Found | null, id: number): Found => {
  if (found === null) throw notFound(id)
  return found
}

const toMessageStep = ({ status, at, attempts, errorCode }: StatusEventRecord): MessageStep => ({
  status,
  at: new Date(at),
  attempts,
  errorCode,
})

const retryable: readonly string[] = ['failed', 'expired', 'cancelled']

const assertRetryable = ({ id, status, type, content }: MessageRecord): void => {
  if (!retryable.includes(status)) {
    throw new KhabeerError(
      'not_retryable',
      `Message ${id} is ${status}. Only one that has failed, expired or been cancelled can be sent anew.`,
    )
  }
  if (isGone(type, content)) {
    throw new KhabeerError(
      'content_removed',
      `What message ${id} said was removed after its time and cannot be sent anew. Send it as a new message.`,
    )
  }
}

const isGone = (type: MessageType, { text, url }: MessageContent): boolean =>
  (type === 'text' ? text : url) === undefined

/** As the first one had it: a time that is past is now, and the time to live begins anew. */
const timingOf = ({ priority, sendAt, queuedAt, expiresAt }: MessageRecord, at: number) =>
  resolveTiming(
    {
      priority,
      sendAt: sendAt ?? undefined,
      ttlSeconds: expiresAt === null ? undefined : (expiresAt - (sendAt ?? queuedAt)) / 1_000,
    },
    at,
    priority,
  )
