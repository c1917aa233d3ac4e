import type { AcceptBatch, AcceptedMessage, AcceptOutcome, NewMessage } from '../message-store.ts'
import type { UsagePeriods } from '../usage-period.ts'
import { createAcceptQueries } from './accept-queries.ts'
import type { SqlProgram } from './program.ts'
import { insert, one, run } from './program.ts'
import type { SqlContext } from './sql-context.ts'
import { createUsageUnits } from './usage-units.ts'

/** How long a key and its answer are kept. */
const idempotencyMs = 24 * 3_600_000

/** Builds the program behind `messages.accept`. */
export const createAcceptMessages = (context: SqlContext): ((batch: AcceptBatch) => SqlProgram<AcceptOutcome>) => {
  const { calendar } = context
  const queries = createAcceptQueries(context)
  const units = createUsageUnits(context)

  return function* accept(batch) {
    const { accountId, instanceId, at, idempotency } = batch
    if (idempotency !== undefined) {
      const earlier = yield* one(queries.findAnswer, {
        accountId,
        route: idempotency.route,
        key: idempotency.key,
        after: at - idempotencyMs,
      })
      if (earlier !== undefined) return toRepeatedOutcome(earlier, idempotency.bodyHash)
    }

    const target = yield* one(queries.readTarget, { accountId, instanceId })
    if (target === undefined) return { kind: 'account_not_found' }
    if (target.is_disabled === 1) return { kind: 'account_disabled' }
    if (target.instance_id === null) return { kind: 'instance_not_found' }

    const periods = calendar.periodsAt(at, target.time_zone)
    const refusal = yield* takeQuota(batch, periods, target.daily_messages, target.monthly_messages)
    if (refusal !== null) return refusal

    const accepted: AcceptedMessage[] = []
    for (const message of batch.messages) accepted.push(yield* insertMessage(batch, message, periods))
    if (idempotency !== undefined) {
      const { route, key, bodyHash } = idempotency
      yield* run(queries.insertAnswer, { accountId, route, key, bodyHash, answer: JSON.stringify(accepted), at })
    }
    return { kind: 'accepted', messages: accepted }
  }

  /** Counts the batch in both periods or in none; the day always first, so that no two callers wait crosswise. */
  function* takeQuota(
    batch: AcceptBatch,
    periods: UsagePeriods,
    daily: number | null,
    monthly: number | null,
  ): SqlProgram<AcceptOutcome | null> {
    const { accountId } = batch
    const count = batch.messages.length
    const day = { accountId, kind: 'day', period: periods.day } as const
    const month = { accountId, kind: 'month', period: periods.month } as const
    const isDayTaken = yield* units.take(day, count, daily)
    if (isDayTaken && (yield* units.take(month, count, monthly))) return null
    if (isDayTaken) yield* units.giveBack(day, count)

    // A full month outlasts a full day: whoever waits until `resetAt` must not meet the other limit.
    const usedOfMonth = yield* units.read(month)
    if (monthly !== null && usedOfMonth + count > monthly) {
      return {
        kind: 'quota_exceeded',
        limit: 'monthly',
        allowed: monthly,
        used: usedOfMonth,
        resetAt: periods.monthEndsAt,
      }
    }
    const usedOfDay = yield* units.read(day)
    return {
      kind: 'quota_exceeded',
      limit: 'daily',
      allowed: daily ?? usedOfDay,
      used: usedOfDay,
      resetAt: periods.dayEndsAt,
    }
  }

  function* insertMessage(
    { accountId, instanceId, at }: AcceptBatch,
    { waMessageId, recipient, type, content }: NewMessage,
    { day, month }: UsagePeriods,
  ): SqlProgram<AcceptedMessage> {
    const id = yield* insert(queries.insertMessage, {
      accountId,
      instanceId,
      waMessageId,
      recipient,
      type,
      content: JSON.stringify(content),
      day,
      month,
      at,
    })
    yield* run(queries.insertEvent, { accountId, instanceId, id, at })
    return { id, waMessageId, recipient }
  }
}

const toRepeatedOutcome = (
  earlier: { readonly body_hash: string; readonly answer: string },
  bodyHash: string,
): AcceptOutcome => {
  if (earlier.body_hash !== bodyHash) return { kind: 'key_reused' }
  // Written by the accept above, by this code alone.
  return { kind: 'replayed', messages: JSON.parse(earlier.answer) as readonly AcceptedMessage[] }
}
