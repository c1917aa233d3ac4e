import type { Attempt, LimitedAccount, QuotaFacts, UnitsOfPeriod } from './quota-facts.ts'

/**
 * Says what is wrong after a race for a quota, one sentence each; nothing when all is as promised. Where units came back
 * meanwhile, whoever was refused may have been refused with good reason: ask for {@link countFaults} and
 * {@link answerFaults} there.
 */
export const quotaFaults = (facts: QuotaFacts): readonly string[] => [
  ...countFaults(facts),
  ...answerFaults(facts),
  ...refusedInVain(facts),
]

/** Says which limits were exceeded, and where counters and messages differ. */
export const countFaults = (facts: QuotaFacts): readonly string[] => [
  ...exceeded(facts),
  ...unequal(facts.counters, facts.rows),
]

/** Says which calls were not told what is true. */
export const answerFaults = (facts: QuotaFacts): readonly string[] => [
  ...untrueAnswers(facts),
  ...untrueKeys(facts.attempts),
]

const exceeded = ({ accounts, rows, counters }: QuotaFacts): readonly string[] =>
  [...rows, ...counters].flatMap(({ accountId, kind, period, units }) => {
    const limit = accounts.find((each) => each.accountId === accountId)?.[kind] ?? Infinity
    return units > limit ? [`Account ${accountId} has ${units} of ${limit} in the ${kind} ${period}.`] : []
  })

const unequal = (counters: readonly UnitsOfPeriod[], rows: readonly UnitsOfPeriod[]): readonly string[] => {
  const show = ({ accountId, kind, period, units }: UnitsOfPeriod) =>
    `account ${accountId}, ${units} in the ${kind} ${period}`
  const counted = counters.map(show)
  const stored = rows.map(show)
  return [
    ...counted.filter((each) => !stored.includes(each)).map((each) => `Counted and not stored: ${each}.`),
    ...stored.filter((each) => !counted.includes(each)).map((each) => `Stored and not counted: ${each}.`),
  ]
}

/** Without refunds counters only rise: what is left at the end was left at every refusal. */
const refusedInVain = ({ accounts, counters, attempts }: QuotaFacts): readonly string[] => {
  const leftIn = ({ accountId, ...limits }: LimitedAccount, kind: 'day' | 'month', period: string): number => {
    const counter = counters.find((each) => each.accountId === accountId && each.period === period)
    return (limits[kind] ?? Infinity) - (counter?.units ?? 0)
  }
  return attempts.flatMap(({ batch, answer }) => {
    const account = accounts.find(({ accountId }) => accountId === batch.accountId)
    if (answer?.kind !== 'quota_exceeded' || account === undefined) return []
    const day = localDate(batch.at, account.timeZone)
    const left = Math.min(leftIn(account, 'day', day), leftIn(account, 'month', day.slice(0, 7)))
    const units = batch.messages.length
    return units <= left ? [`Account ${batch.accountId} was refused ${units} on ${day} with ${left} left.`] : []
  })
}

const untrueAnswers = ({ attempts, storedIds }: QuotaFacts): readonly string[] => {
  const stored = new Set(storedIds)
  const accepted = attempts.flatMap(({ batch, answer }) =>
    answer?.kind === 'accepted' ? [{ asked: batch.messages.length, ids: answer.messages.map(({ id }) => id) }] : [],
  )
  const ids = accepted.flatMap((each) => each.ids)
  return [
    ...ids.filter((id) => !stored.has(id)).map((id) => `Message ${id} was accepted and is not there.`),
    ...(new Set(ids).size < ids.length ? ['One message was the answer to two calls.'] : []),
    ...(stored.size > ids.length ? [`Nobody was told of ${stored.size - ids.length} messages that are there.`] : []),
    ...accepted
      .filter((each) => each.asked !== each.ids.length)
      .map((each) => `Of ${each.asked} messages of one call ${each.ids.length} were accepted.`),
  ]
}

/** All who use a key are told of the same messages, whoever of them came first. */
const untrueKeys = (attempts: readonly Attempt[]): readonly string[] => {
  const uses = new Map<string, string[]>()
  for (const { batch, answer } of attempts) {
    if (batch.idempotency === undefined) continue
    const key = `${batch.idempotency.key} of account ${batch.accountId}`
    const told =
      answer !== null && 'messages' in answer ? answer.messages.map(({ id }) => id).join() : (answer?.kind ?? 'nothing')
    uses.set(key, [...(uses.get(key) ?? []), told])
  }
  return [...uses].flatMap(([key, told]) =>
    new Set(told).size === 1 ? [] : [`Those who used key ${key} were told: ${told.join(' / ')}.`],
  )
}

/** The date in a time zone, told without the code under test. */
export const localDate = (at: number, timeZone: string): string =>
  new Date(at).toLocaleDateString('sv-SE', { timeZone })
