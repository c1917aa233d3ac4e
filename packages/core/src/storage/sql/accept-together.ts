import type { AcceptBatch, AcceptedMessage, AcceptOutcome } from '../message-store.ts'
import { takeGroup } from './accept-group.ts'
import type { AlikeBatches } from './accept-messages.ts'
import type { SqlProgram } from './program.ts'
import type { SqlContext } from './sql-context.ts'

interface Job {
  readonly batch: AcceptBatch
  resolve(outcome: AcceptOutcome): void
  reject(error: unknown): void
}

/**
 * Builds the accept of a database that runs a whole transaction without a pause: the calls that wait when it runs are
 * accepted by one program, in their order. Those that follow each other for one instance are looked up and counted as the
 * one bulk that they amount to; where that is refused, each is decided by itself.
 */
export const createAcceptTogether = (
  { driver }: SqlContext,
  accept: (...batches: AlikeBatches) => SqlProgram<AcceptOutcome>,
): ((batch: AcceptBatch) => Promise<AcceptOutcome>) => {
  let waiting: Job[] = []

  const takeSome = (): readonly Job[] => {
    const { group, later } = takeGroup(waiting)
    waiting = [...later]
    if (waiting.length > 0) void acceptWaiting()
    return group
  }

  const acceptWaiting = async (): Promise<void> => {
    let jobs: readonly Job[] | undefined
    try {
      const outcomes = await driver.write(() => {
        // The same ones when it has to be run again.
        jobs ??= takeSome()
        return acceptInOrder(jobs.map(({ batch }) => batch))
      })
      for (const [index, outcome] of outcomes.entries()) jobs?.[index]?.resolve(outcome)
    } catch (error) {
      refuse(jobs, error)
    }
  }

  const refuse = (begun: readonly Job[] | undefined, error: unknown): void => {
    const [first, ...others] = begun ?? takeSome()
    // The error of several is that of one of them, nobody knows whose. Where none was begun, the first waited too long.
    const isOfAnother = begun !== undefined && others.length > 0
    if (!isOfAnother) first?.reject(error)
    for (const job of isOfAnother ? begun : others) driver.write(() => accept(job.batch)).then(job.resolve, job.reject)
  }

  function* acceptInOrder(batches: readonly AcceptBatch[]): SqlProgram<readonly AcceptOutcome[]> {
    const outcomes: AcceptOutcome[] = []
    for (const alike of groupAlike(batches)) outcomes.push(...(yield* acceptAsOne(alike)))
    return outcomes
  }

  function* acceptAsOne(batches: AlikeBatches): SqlProgram<readonly AcceptOutcome[]> {
    const outcome = yield* accept(...batches)
    if (outcome.kind === 'accepted') return divide(outcome.messages, batches)
    if (batches.length === 1) return [outcome]
    const outcomes: AcceptOutcome[] = []
    for (const batch of batches) outcomes.push(yield* accept(batch))
    return outcomes
  }

  return (batch) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject })
      if (waiting.length === 1) void acceptWaiting()
    })
}

// Days begin and end at quarters of an hour, in every time zone there is.
const quarterMs = 15 * 60_000

/** Groups calls that follow each other for one instance on one day; one with a key, whose answer is its own, stands alone. */
const groupAlike = (batches: readonly AcceptBatch[]): readonly AlikeBatches[] => {
  const groups: [AcceptBatch, ...AcceptBatch[]][] = []
  for (const batch of batches) {
    const last = groups.at(-1)
    if (last !== undefined && isAlike(last[0], batch)) last.push(batch)
    else groups.push([batch])
  }
  return groups
}

const isAlike = (one: AcceptBatch, other: AcceptBatch): boolean =>
  one.accountId === other.accountId &&
  one.instanceId === other.instanceId &&
  Math.floor(one.at / quarterMs) === Math.floor(other.at / quarterMs) &&
  one.idempotency === undefined &&
  other.idempotency === undefined

const divide = (messages: readonly AcceptedMessage[], batches: readonly AcceptBatch[]): readonly AcceptOutcome[] => {
  let taken = 0
  return batches.map((batch) => {
    const from = taken
    taken += batch.messages.length
    return { kind: 'accepted', messages: messages.slice(from, taken) }
  })
}
