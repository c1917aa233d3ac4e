import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Logger } from '../logger.ts'
import { pause } from '../queue/waiting.ts'
import type { EventStore } from '../storage/event-store.ts'

/** How long a transaction that may still add an event holds back those that came after it. */
export const patienceMs = 10_000

const firstPauseMs = 5
const longestPauseMs = 200

/** Tells up to where events can be read without missing one. */
export interface SettledHead {
  /** Gives an id at or below which nothing is added any more; everything that was committed before this call is below it. */
  reach(): Promise<number>
}

/**
 * Builds the teller of a process. It waits for the transactions that may still commit an event of a lower id, for ten
 * seconds at most: a host that leaves one open must not hold back every account for as long. What such a transaction adds
 * in the end is read by nobody who has come past it.
 */
export const createSettledHead = (input: {
  readonly events: EventStore
  readonly clock: Clock
  readonly logger: Logger
  /** Ends every wait. */
  readonly stopping: AbortSignal
}): SettledHead => {
  const { events, clock, logger, stopping } = input
  let passedOver: readonly string[] = []
  let highest = 0
  let looking: Promise<number> | null = null
  let following: Promise<number> | null = null

  const look = async (): Promise<number> => {
    const { last, writers } = await events.head()
    passedOver = passedOver.filter((writer) => writers.includes(writer))
    const late = await waitFor(writers.filter((writer) => !passedOver.includes(writer)))
    if (late.length > 0) {
      passedOver = [...passedOver, ...late]
      logger.warn(
        { afterMs: patienceMs },
        'A transaction that accepted messages stays open. Events are streamed without it from now on.',
      )
    }
    highest = Math.max(highest, last)
    return highest
  }

  /** Gives those that are still open when its patience ends. */
  const waitFor = async (writers: readonly string[]): Promise<readonly string[]> => {
    const startedAt = clock.elapsed()
    let open = writers
    for (let pauseMs = firstPauseMs; open.length > 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      if (clock.elapsed() - startedAt >= patienceMs) return open
      await pause(clock, pauseMs, stopping)
      if (stopping.aborted) throw new KhabeerError('stopped', 'Khabeer was stopped.')
      open = await events.openWriters(open)
    }
    return open
  }

  const begin = (): Promise<number> => {
    const current = look()
    looking = current
    const end = (): void => {
      if (looking === current) looking = null
    }
    current.then(end, end)
    return current
  }

  const afterThis = async (current: Promise<number>): Promise<number> => {
    // Whether it succeeds is told to whoever asked for it.
    await current.catch(() => undefined)
    following = null
    return begin()
  }

  return {
    reach: () => {
      if (looking === null) return begin()
      // The look that is underway may have begun too early for this caller; all who come now share the next one.
      following ??= afterThis(looking)
      return following
    },
  }
}
