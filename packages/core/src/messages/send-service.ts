import type { Clock } from '../clock.ts'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { AccountScope, SendOptions } from '../facade.ts'
import type { Priority } from '../storage/message-record.ts'
import type { Accepted, AcceptService } from './accept-service.ts'
import { onlyMessage } from './accept-service.ts'
import { toIdempotency } from './idempotency-key.ts'
import { problemsError, toSentence } from './problems-error.ts'
import type { MediaUrlJudge, MessageProblem, ReadMessage } from './read-message.ts'
import { readMessage } from './read-message.ts'
import type { Timing } from './timing.ts'
import { resolveTiming } from './timing.ts'

/** The most messages one bulk takes. */
const maxBulkMessages = 100

/** A bulk is one that nobody waits for, unless its items say otherwise. */
const usualPriority = { send: 'normal', 'send-bulk': 'low' } as const satisfies Record<string, Priority>

type Route = keyof typeof usualPriority

/** Builds the calls that send messages. */
export const createSendService = (input: {
  readonly clock: Clock
  readonly judgeMediaUrl: MediaUrlJudge
  readonly accept: AcceptService
}) => {
  const { clock, judgeMediaUrl, accept } = input

  const acceptAll = (accountId: number, route: Route, call: SendCall): Promise<Accepted> => {
    const at = clock.now()
    const usual = usualPriority[route]
    const { idempotencyKey, transaction } = call
    return accept({
      accountId,
      instanceId: readInstanceId(call.instanceId),
      messages: call.messages.map(({ timing, ...message }) => ({ ...message, ...resolveTiming(timing, at, usual) })),
      at,
      idempotency:
        idempotencyKey === undefined ? undefined : toIdempotency(idempotencyKey, route, canonical(call, usual)),
      transaction,
    })
  }

  return {
    send: async (
      accountId: number,
      given: Parameters<AccountScope['send']>[0],
      { transaction }: SendOptions = {},
    ): ReturnType<AccountScope['send']> => {
      const read = readMessage(given, judgeMediaUrl)
      if (!read.ok) throw problemsError(read.problems)
      const { instanceId, idempotencyKey } = given
      const call = { instanceId, idempotencyKey, messages: [read.message], transaction }
      return onlyMessage(await acceptAll(accountId, 'send', call))
    },

    sendBulk: async (
      accountId: number,
      given: Parameters<AccountScope['sendBulk']>[0],
      { transaction }: SendOptions = {},
    ): ReturnType<AccountScope['sendBulk']> => {
      const messages = readBulk(given.messages, judgeMediaUrl)
      const { instanceId, idempotencyKey } = given
      return acceptAll(accountId, 'send-bulk', { instanceId, idempotencyKey, messages, transaction })
    },
  }
}

interface SendCall {
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

const bulkProblemsError = (problems: readonly (MessageProblem & { readonly index: number })[]): KhabeerError => {
  const indexes = [...new Set(problems.map(({ index }) => index))]
  const first = problems
    .slice(0, 5)
    .map((problem) => `messages[${problem.index}]${problem.field === '' ? ' ' : '.'}${toSentence(problem)}`)
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

/** What was read of a call, in a fixed order; what is as usual is left out. */
const canonical = ({ instanceId, messages }: SendCall, usual: Priority): unknown => [
  instanceId,
  messages.map(({ recipient, type, content, timing }) => [
    recipient,
    type,
    entriesOf(content),
    ...timingOf(timing, usual),
  ]),
]

const timingOf = ({ priority, ...times }: Timing, usual: Priority) => {
  const entries = entriesOf({ ...times, priority: priority === usual ? undefined : priority })
  return entries.length === 0 ? [] : [entries]
}

const entriesOf = (content: object) => Object.entries(content).filter(([, value]) => value !== undefined)
