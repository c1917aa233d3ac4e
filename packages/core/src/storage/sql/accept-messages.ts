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

/** Builds the program behind `messages.accept`. */
export const createAcceptMessages = (context: SqlContext): ((batch: AcceptBatch) => SqlProgram<AcceptOutcome>) => {
  const { calendar, driver } = context
  const queries = createAcceptQueries(context)
  const answers = createKeyedAnswers(context)
  const units = createUsageUnits(context)

  return function* accept(batch) {
    const { accountId, instanceId, at } = batch
    const earlier = yield* findEarlier(batch)
    if (earlier !== null) return earlier

    // Where accepts run side by side, nobody may delete the instance before this one has counted and stored.
    if (driver.capabilities.locksRows) yield* one(queries.holdInstance, { instanceId })
    const target = yield* one(queries.readTarget, { accountId, instanceId })
    if (target === undefined) return { kind: 'account_not_found' }
    if (target.is_disabled === 1) return { kind: 'account_disabled' }
    if (target.instance_id === null) return { kind: 'instance_not_found' }

    const periods = calendar.periodsAt(at, target.time_zone)
    const refusal = yield* takeQuota(batch, periods, target.daily_messages, target.monthly_messages)
    if (driver.capabilities.locksRows) {
      // A twin that was underway held the counters until it was stored, and may have taken the last unit.
      const twin = yield* findEarlier(batch)
      if (twin !== null) {
        if (refusal === null) yield* giveQuotaBack(batch, periods)
        return twin
      }
    }
    if (refusal !== null) return refusal

    const accepted: AcceptedMessage[] = []
    for (const message of batch.messages) accepted.push(yield* insertMessage(batch, message, periods))
    if (batch.idempotency !== undefined) yield* answers.keep(batch, accepted)
    return { kind: 'accepted', messages: accepted }
  }

  function* findEarlier(batch: AcceptBatch): SqlProgram<AcceptOutcome | null> {
    const { idempotency } = batch
    if (idempotency === undefined) return null
    const earlier = yield* answers.find(batch)
    return earlier === undefined ? null : toRepeatedOutcome(earlier, idempotency.bodyHash)
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

    const usedOfMonth = yield* units.read(month)
    const usedOfDay = yield* units.read(day)
    return toQuotaRefusal({ daily, monthly, usedOfDay, usedOfMonth }, count, periods)
  }

  function* giveQuotaBack({ accountId, messages }: AcceptBatch, { day, month }: UsagePeriods): SqlProgram<void> {
    yield* units.giveBack({ accountId, kind: 'day', period: day }, messages.length)
    yield* units.giveBack({ accountId, kind: 'month', period: month }, messages.length)
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
