import type { AcceptBatch, AcceptedMessage, AcceptOutcome, NewMessage } from '../message-store.ts'
import type { UsagePeriods } from '../usage-period.ts'
import { createAcceptQueries } from './accept-queries.ts'
import { toRepeatedOutcome } from './earlier-answer.ts'
import { createKeyedAnswers } from './keyed-answers.ts'
import { toLane } from './lanes.ts'
import type { SqlProgram } from './program.ts'
import { insert, one, run } from './program.ts'
import { toQuotaRefusal } from './quota-room.ts'
import type { SqlContext } from './sql-context.ts'
import { createUsageUnits } from './usage-units.ts'

/** What calls take of an account's quota. */
interface CountedUnits {
  readonly accountId: number
  readonly count: number
  readonly periods: UsagePeriods
}

/** Calls for one instance without a key and of one day, or one call of any kind. */
export type AlikeBatches = readonly [AcceptBatch, ...AcceptBatch[]]

/**
 * Builds the program behind `messages.accept`. Several calls are looked up and counted as the one that they amount to:
 * all are accepted, with their messages in order, or none is.
 */
export const createAcceptMessages = (
  context: SqlContext,
): ((...batches: AlikeBatches) => SqlProgram<AcceptOutcome>) => {
  const { calendar, driver } = context
  const queries = createAcceptQueries(context)
  const answers = createKeyedAnswers(context)
  const usage = createUsageUnits(context)

  return function* accept(...batches) {
    const [batch] = batches
    const { accountId, instanceId, at } = batch
    const count = batches.reduce((sum, { messages }) => sum + messages.length, 0)
    const earlier = yield* findEarlier(batch)
    if (earlier !== null) return earlier

    // Where accepts run side by side, nobody may delete the instance before this one has counted and stored.
    if (driver.capabilities.locksRows) yield* one(queries.holdInstance, { instanceId })
    const target = yield* one(queries.readTarget, { accountId, instanceId })
    if (target === undefined) return { kind: 'account_not_found' }
    if (target.is_disabled === 1) return { kind: 'account_disabled' }
    if (target.instance_id === null) return { kind: 'instance_not_found' }

    const periods = calendar.periodsAt(at, target.time_zone)
    const { daily_messages: daily, monthly_messages: monthly } = target
    const units = { accountId, count, periods }
    const refusal = yield* takeQuota(units, daily, monthly)
    if (driver.capabilities.locksRows) {
      // A twin that was underway held the counters until it was stored, and may have taken the last unit.
      const twin = yield* findEarlier(batch)
      if (twin !== null) {
        if (refusal === null) yield* giveQuotaBack(units)
        return twin
      }
    }
    if (refusal !== null) return refusal

    const accepted: AcceptedMessage[] = []
    for (const each of batches) {
      for (const message of each.messages) accepted.push(yield* insertMessage(each, message, periods))
    }
    if (batch.idempotency !== undefined) yield* answers.keep(batch, accepted)
    return { kind: 'accepted', messages: accepted }
  }

  function* findEarlier(batch: AcceptBatch): SqlProgram<AcceptOutcome | null> {
    const { idempotency } = batch
    if (idempotency === undefined) return null
    const earlier = yield* answers.find(batch)
    return earlier === undefined ? null : toRepeatedOutcome(earlier, idempotency.bodyHash)
  }

  /** Counts the units in both periods or in none; the day always first, so that no two callers wait crosswise. */
  function* takeQuota(
    { accountId, count, periods }: CountedUnits,
    daily: number | null,
    monthly: number | null,
  ): SqlProgram<AcceptOutcome | null> {
    const day = { accountId, kind: 'day', period: periods.day } as const
    const month = { accountId, kind: 'month', period: periods.month } as const
    const isDayTaken = yield* usage.take(day, count, daily)
    if (isDayTaken && (yield* usage.take(month, count, monthly))) return null
    if (isDayTaken) yield* usage.giveBack(day, count)

    const usedOfMonth = yield* usage.read(month)
    const usedOfDay = yield* usage.read(day)
    return toQuotaRefusal({ daily, monthly, usedOfDay, usedOfMonth }, count, periods)
  }

  function* giveQuotaBack({ accountId, count, periods }: CountedUnits): SqlProgram<void> {
    yield* usage.giveBack({ accountId, kind: 'day', period: periods.day }, count)
    yield* usage.giveBack({ accountId, kind: 'month', period: periods.month }, count)
  }

  function* insertMessage(
    { accountId, instanceId, at }: AcceptBatch,
    { waMessageId, recipient, type, content, priority, sendAt, expiresAt, retryOf }: NewMessage,
    { day, month }: UsagePeriods,
  ): SqlProgram<AcceptedMessage> {
    const plain = {
      accountId,
      instanceId,
      waMessageId,
      recipient,
      type,
      content: JSON.stringify(content),
      lane: toLane(priority ?? 'normal'),
      day,
      month,
      at,
    }
    const id =
      sendAt === undefined && expiresAt === undefined && retryOf === undefined
        ? yield* insert(queries.insertMessage, plain)
        : yield* insert(queries.insertSpecialMessage, {
            ...plain,
            sendAt: sendAt ?? null,
            expiresAt: expiresAt ?? null,
            heldReason: sendAt === undefined ? null : 'scheduled',
            retryOf: retryOf ?? null,
          })
    yield* run(queries.insertEvent, { accountId, instanceId, id, at })
    return { id, waMessageId, recipient }
  }
}
