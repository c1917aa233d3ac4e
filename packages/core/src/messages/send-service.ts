import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope, QueuedMessage, SendOptions } from '../facade.ts'
import type { Priority } from '../storage/message-record.ts'
import type { AcceptBatch, AcceptOutcome, NewMessage } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import { toKhabeerError } from '../storage/to-khabeer-error.ts'
import type { Message } from './message.ts'
import type { MediaUrlJudge, MessageProblem, ReadMessage } from './read-message.ts'
import { readMessage } from './read-message.ts'
import type { Timing } from './timing.ts'
import { resolveTiming } from './timing.ts'
import { createWaMessageIds } from './wa-message-id.ts'

/** The most messages one bulk takes. */
const maxBulkMessages = 100

/** A bulk is one that nobody waits for, unless its items say otherwise. */
const usualPriority = { send: 'normal', 'send-bulk': 'low' } as const satisfies Record<string, Priority>

type Route = keyof typeof usualPriority

/** Called for each message that was accepted just now and is durable. */
export type OnAccepted = (accountId: number, message: Message) => void

/** Builds the calls that accept messages. */
export const createSendService = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly judgeMediaUrl: MediaUrlJudge
  readonly onAccepted: OnAccepted
}) => {
  const { storage, clock, judgeMediaUrl, onAccepted } = input
  const createWaMessageId = createWaMessageIds()

  const accept = async (accountId: number, route: Route, call: AcceptCall): Promise<readonly QueuedMessage[]> => {
    const at = clock.now()
    const usual = usualPriority[route]
    const batch: AcceptBatch = {
      accountId,
      instanceId: readInstanceId(call.instanceId),
      messages: call.messages.map(({ timing, ...message }) => ({
        ...message,
        ...resolveTiming(timing, at, usual),
        waMessageId: createWaMessageId(),
      })),
      at,
      idempotency:
        call.idempotencyKey === undefined
          ? undefined
          : { key: readIdempotencyKey(call.idempotencyKey), route, bodyHash: hashOf(call, usual) },
      transaction: call.transaction,
    }
    const outcome = await storage.messages.accept(batch).catch((cause: unknown) => {
      throw toKhabeerError(cause, clock.now())
    })
    if (outcome.kind !== 'accepted' && outcome.kind !== 'replayed') throw refusal(outcome, batch)
    // In a host's transaction nothing is durable yet, and may never be.
    if (outcome.kind === 'accepted' && batch.transaction === undefined) {
      outcome.messages.forEach(({ id }, index) => {
        const message = batch.messages[index]
        if (message !== undefined) onAccepted(accountId, toNewMessage(id, batch, message))
      })
    }
    return outcome.messages.map(({ id, recipient }) => ({ id, to: recipient, status: 'queued' }))
  }

  return {
    send: async (
      accountId: number,
      given: Parameters<AccountScope['send']>[0],
      { transaction }: SendOptions = {},
    ): Promise<QueuedMessage> => {
      const read = readMessage(given, judgeMediaUrl)
      if (!read.ok) throw problemsError(read.problems)
      const { instanceId, idempotencyKey } = given
      const [queued] = await accept(accountId, 'send', {
        instanceId,
        idempotencyKey,
        messages: [read.message],
        transaction,
      })
      if (queued === undefined) throw new KhabeerError('internal_error', 'The message was not accepted.')
      return queued
    },

    sendBulk: async (
      accountId: number,
      given: Parameters<AccountScope['sendBulk']>[0],
      { transaction }: SendOptions = {},
    ): Promise<{ readonly messages: readonly QueuedMessage[] }> => {
      const messages = readBulk(given.messages, judgeMediaUrl)
      const { instanceId, idempotencyKey } = given
      return { messages: await accept(accountId, 'send-bulk', { instanceId, idempotencyKey, messages, transaction }) }
    },
  }
}

const toNewMessage = (
  id: number,
  { instanceId, at }: AcceptBatch,
  { recipient, type, priority, sendAt, expiresAt }: NewMessage,
): Message => ({
  id,
  instanceId,
  to: recipient,
  type,
  status: 'queued',
  error: null,
  errorCode: null,
  heldReason: sendAt === undefined ? null : 'scheduled',
  attempts: 0,
  nextAttemptAt: toDate(sendAt),
  priority: priority ?? 'normal',
  sendAt: toDate(sendAt),
  expiresAt: toDate(expiresAt),
  queuedAt: new Date(at),
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  playedAt: null,
})

const toDate = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at))

interface AcceptCall {
  readonly instanceId: unknown
  readonly idempotencyKey: unknown
  readonly messages: readonly ReadMessage[]
  readonly transaction: unknown
}

const readBulk = (items: unknown, judgeMediaUrl: MediaUrlJudge): readonly ReadMessage[] => {
  if (!Array.isArray(items)) throw fieldError('messages', `must be a list of 1 to ${maxBulkMessages} messages.`)
  if (items.length === 0 || items.length > maxBulkMessages) {
    throw fieldError(
      'messages',
      `must hold 1 to ${maxBulkMessages} messages, not ${items.length}. Split a longer list into several calls.`,
    )
  }
  const read = items.map((item: unknown) => readMessage(item, judgeMediaUrl))
  const problems = read.flatMap((outcome, index) =>
    outcome.ok ? [] : outcome.problems.map(({ field, problem }) => ({ index, field, problem })),
  )
  if (problems.length > 0) throw bulkProblemsError(problems)
  return read.flatMap((outcome) => (outcome.ok ? [outcome.message] : []))
}

const sentence = ({ field, problem }: MessageProblem): string => {
  const words = field === '' ? problem : `${field}: ${problem}`
  return words.endsWith('.') ? words : `${words}.`
}

const problemsError = (problems: readonly MessageProblem[]): KhabeerError =>
  new KhabeerError(
    problems.every(({ field }) => field === 'to') ? 'invalid_recipient' : 'invalid_request',
    problems.map(sentence).join(' '),
    { details: { problems } },
  )

const bulkProblemsError = (problems: readonly (MessageProblem & { readonly index: number })[]): KhabeerError => {
  const indexes = [...new Set(problems.map(({ index }) => index))]
  const first = problems
    .slice(0, 5)
    .map((problem) => `messages[${problem.index}]${problem.field === '' ? ' ' : '.'}${sentence(problem)}`)
  const more = problems.length > first.length ? ` And ${problems.length - first.length} more, see details.` : ''
  return new KhabeerError(
    'invalid_request',
    `Nothing was queued: ${indexes.length} of the messages cannot be sent (${indexes.join(', ')}). ${first.join(' ')}${more}`,
    { details: { problems } },
  )
}

const readInstanceId = (instanceId: unknown): number => {
  if (typeof instanceId === 'number' && Number.isSafeInteger(instanceId) && instanceId > 0) return instanceId
  throw fieldError('instanceId', 'must be the whole number of the instance to send from, e.g. 1.')
}

const readIdempotencyKey = (key: unknown): string => {
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/u.test(key)) return key
  throw fieldError('idempotencyKey', 'must be 1 to 255 printable ASCII characters without spaces, e.g. order-4711.')
}

// Built from the parsed fields in a fixed order, so that spelling and key order make no other body. What is as usual is
// left out, so that keys stay what they were before there was anything else.
const hashOf = ({ instanceId, messages }: AcceptCall, usual: Priority): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        instanceId,
        messages.map(({ recipient, type, content, timing }) => [
          recipient,
          type,
          entriesOf(content),
          ...timingOf(timing, usual),
        ]),
      ]),
    )
    .digest('hex')

const timingOf = ({ priority, ...times }: Timing, usual: Priority) => {
  const entries = entriesOf({ ...times, priority: priority === usual ? undefined : priority })
  return entries.length === 0 ? [] : [entries]
}

const entriesOf = (content: object) => Object.entries(content).filter(([, value]) => value !== undefined)

type Refusal = Exclude<AcceptOutcome, { readonly kind: 'accepted' | 'replayed' }>

const refusal = (outcome: Refusal, batch: AcceptBatch): KhabeerError => {
  switch (outcome.kind) {
    case 'account_not_found':
      return new KhabeerError('account_not_found', `There is no account ${batch.accountId}.`)
    case 'account_disabled':
      return new KhabeerError('account_disabled', 'The account is disabled. Ask whoever runs this server to enable it.')
    case 'instance_not_found':
      return new KhabeerError(
        'instance_not_found',
        `There is no instance ${batch.instanceId} in this account. List its instances to see their ids.`,
      )
    case 'key_reused':
      return new KhabeerError(
        'idempotency_key_reused',
        'This idempotency key came with another message before. Use a new key for a new message.',
      )
    case 'quota_exceeded':
      return quotaError(outcome, batch.messages.length)
  }
}

const quotaError = (outcome: Extract<Refusal, { readonly kind: 'quota_exceeded' }>, asked: number): KhabeerError => {
  const left = Math.max(0, outcome.allowed - outcome.used)
  const resetAt = new Date(outcome.resetAt).toISOString()
  return new KhabeerError(
    'quota_exceeded',
    `The ${outcome.limit} limit of ${outcome.allowed} messages does not allow ${asked} more: ${left} left until ${resetAt}.`,
    {
      details: { limit: outcome.limit, reset_at: resetAt, allowed: outcome.allowed, remaining: left },
      retryAt: outcome.resetAt,
    },
  )
}
