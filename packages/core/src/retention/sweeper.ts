import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import { pause } from '../queue/waiting.ts'
import type { PruneBatch, PruneOutcome, RetentionStore } from '../storage/retention-store.ts'
import type { CutOffs, Retention } from './cut-offs.ts'
import { cutOffsAt } from './cut-offs.ts'
import { firstSweepMs, nextSweepMs, pauseAfterBatchMs } from './sweep-times.ts'

/** The most rows of one transaction. Each leaves pages of several indexes; on SQLite a hundred hold the event loop some ms. */
const batchSize = 100

/** Removes what has had its time, hour by hour. */
export interface Sweeper {
  /** Sets the first sweep. */
  start(): void
  /** Ends after the batch that is underway, at most. */
  stop(): Promise<void>
}

/** Builds the sweeper of a process. Several of them may work on one database. */
export const createSweeper = (input: {
  readonly storage: { readonly retention: RetentionStore }
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  readonly retention: Retention
}): Sweeper => {
  const { clock, random, logger } = input
  const store = input.storage.retention
  const stopping = new AbortController()
  const { signal } = stopping
  let working: Promise<void> = Promise.resolve()

  /** Prunes batch after batch, and gives how many rows went. */
  const pruneAll = async (before: number, prune: (batch: PruneBatch) => Promise<PruneOutcome>): Promise<number> => {
    let removed = 0
    let after: number | null = before > 0 ? 0 : null
    while (after !== null && !signal.aborted) {
      const startedAt = clock.elapsed()
      const outcome = await prune({ before, limit: batchSize, after })
      removed += outcome.removed
      after = outcome.next
      await pause(clock, pauseAfterBatchMs(clock.elapsed() - startedAt), signal)
    }
    return removed
  }

  /** Bodies first: a message goes without one, and its events go once it is gone. */
  const sweep = async ({ bodies, messages, events, keys }: CutOffs): Promise<Readonly<Record<string, number>>> => ({
    bodies: await pruneAll(bodies, store.pruneBodies),
    messages: await pruneAll(messages, store.pruneMessages),
    events: await pruneAll(Math.max(events, messages), (batch) =>
      store.pruneEvents({ ...batch, before: events, orphansBefore: messages }),
    ),
    keys: await pruneAll(keys, store.pruneKeys),
  })

  const work = async (): Promise<void> => {
    await pause(clock, firstSweepMs(random()), signal)
    while (!signal.aborted) {
      try {
        const removed = await sweep(cutOffsAt(clock.now(), input.retention))
        if (Object.values(removed).some((count) => count > 0)) logger.info(removed, 'What had its time was removed.')
      } catch (cause) {
        logger.warn({ error: errorFacts(cause) }, 'What had its time could not be removed: the next sweep tries again.')
      }
      await pause(clock, nextSweepMs(random()), signal)
    }
  }

  return {
    start: () => {
      working = work()
    },
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}
