import type { AcceptBatch, AcceptedMessage, AcceptOutcome } from '../message-store.ts'
import { takeGroup } from './accept-group.ts'
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
  accept: (batch: AcceptBatch) => SqlProgram<AcceptOutcome>,
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
    while (outcomes.length < batches.length) {
      const left = batches.slice(outcomes.length)
      outcomes.push(...(yield* acceptAsOne(left.slice(0, countAsOne(left)))))
    }
    return outcomes
  }

  function* acceptAsOne(batches: readonly AcceptBatch[]): SqlProgram<readonly AcceptOutcome[]> {
    const [first] = batches
    if (first !== undefined && batches.length > 1) {
      const messages = batches.flatMap((batch) => batch.messages)
      const at = Math.max(...batches.map((batch) => batch.at))
      const outcome = yield* accept({ ...first, messages, at })
      if (outcome.kind === 'accepted') return divide(outcome.messages, batches)
    }
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

/** Counts how many calls at the front are for one instance and without a key, whose answer is one call's own. */
const countAsOne = (batches: readonly AcceptBatch[]): number => {
  const [first] = batches
  const end = batches.findIndex(
    ({ accountId, instanceId, idempotency }) =>
      idempotency !== undefined || accountId !== first?.accountId || instanceId !== first.instanceId,
  )
  return end === -1 ? batches.length : Math.max(1, end)
}

const divide = (messages: readonly AcceptedMessage[], batches: readonly AcceptBatch[]): readonly AcceptOutcome[] => {
  let taken = 0
  return batches.map((batch) => {
    const from = taken
    taken += batch.messages.length
    return { kind: 'accepted', messages: messages.slice(from, taken) }
  })
}
