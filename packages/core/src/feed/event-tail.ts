import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import { createBell, pause } from '../queue/waiting.ts'
import type { EventRecord } from '../storage/event-record.ts'
import type { Signal } from '../storage/signals.ts'
import type { Storage } from '../storage/storage.ts'
import type { AccountTail } from './account-tail.ts'
import { createAccountTail } from './account-tail.ts'
import type { SettledHead } from './settled-head.ts'
import type { ShownCodes } from './shown-codes.ts'
import { codesGapMs } from './shown-codes.ts'

/** How many ids one statement looks at. */
export const maxIdsRead = 500
/** How often it looks although nobody was told of anything. */
const slowPollMs = 5_000
/** The least time between two looks: what happens in between is read together. */
const gapMs = 20
/** The pause after a look that failed. */
const afterFailureMs = 1_000

/** What one follower sees of the newest events. */
export interface Following {
  /** Up to where the newest events were read. */
  position(): number
  /** Gives the account's events after an id; null when they must be read from the storage. */
  after(id: number): readonly EventRecord[] | null
  leave(): void
}

/** Reads new events once for all streams of this process, for as long as there are any. */
export interface EventTail {
  /** Follows an account from now on; `onNews` is called when there may be something. */
  follow(accountId: number, onNews: () => void): Promise<Following>
  /** Resolves once nothing is read any more, after the last follower has left or `stopping` was aborted. */
  ended(): Promise<void>
}

/** Builds the tail of a process. */
export const createEventTail = (input: {
  readonly storage: Storage
  readonly head: SettledHead
  readonly codes: ShownCodes
  readonly clock: Clock
  readonly logger: Logger
  readonly stopping: AbortSignal
}): EventTail => {
  const { storage, head, codes, clock, logger, stopping } = input
  const followed = new Map<number, { readonly tail: AccountTail; readonly listeners: Set<() => void> }>()
  const bell = createBell(clock)
  let followers = 0
  let position = 0
  let opening: Promise<void> | null = null
  let running: Promise<void> = Promise.resolve()

  const ringAll = (accountIds: Iterable<number>): void => {
    for (const id of accountIds) for (const onNews of followed.get(id)?.listeners ?? []) onNews()
  }

  const onSignal = (signal: Signal): void => {
    if (signal.kind === 'accounts' || signal.kind === 'leases') return
    if (signal.kind === 'instances' || signal.kind === 'elsewhere') codes.expectChange()
    bell.ring()
  }

  const readOn = async (): Promise<void> => {
    const reached = await head.reach()
    while (position < reached) {
      const upTo = Math.min(position + maxIdsRead, reached)
      const events = await storage.events.read({ after: position, upTo })
      for (const event of events) followed.get(event.accountId)?.tail.push(event)
      position = upTo
      ringAll(new Set(events.map(({ accountId }) => accountId)))
    }
  }

  const look = async (): Promise<void> => {
    try {
      await readOn()
      ringAll(await codes.look())
      await pause(clock, gapMs, stopping)
    } catch (cause) {
      if (stopping.aborted) return
      logger.warn({ error: errorFacts(cause) }, 'Events could not be read: it is tried again.')
      await pause(clock, afterFailureMs, stopping)
      bell.ring()
    }
  }

  const run = async (unsubscribe: () => void): Promise<void> => {
    while (followers > 0 && !stopping.aborted) {
      await bell.wait(codes.isLookDue() ? codesGapMs : slowPollMs, stopping)
      if (followers > 0 && !stopping.aborted) await look()
    }
    unsubscribe()
    opening = null
  }

  const open = async (): Promise<void> => {
    // Before it is looked where events end, so that nothing after that goes unheard.
    const unsubscribe = storage.signals.subscribe(onSignal)
    try {
      position = await head.reach()
    } catch (cause) {
      unsubscribe()
      opening = null
      throw cause
    }
    running = run(unsubscribe)
  }

  const leave = (accountId: number, onNews: () => void): void => {
    followers -= 1
    const listeners = followed.get(accountId)?.listeners
    listeners?.delete(onNews)
    if (listeners?.size === 0) followed.delete(accountId)
    if (followers === 0) bell.ring()
  }

  return {
    follow: async (accountId, onNews) => {
      followers += 1
      try {
        opening ??= open()
        await opening
      } catch (cause) {
        followers -= 1
        throw cause
      }
      const { tail, listeners } = followed.get(accountId) ?? { tail: createAccountTail(position), listeners: new Set() }
      followed.set(accountId, { tail, listeners })
      listeners.add(onNews)
      // It may want the codes that are shown already.
      if (codes.isLookDue()) bell.ring()
      let hasLeft = false
      return {
        position: () => position,
        after: tail.after,
        leave: () => {
          if (hasLeft) return
          hasLeft = true
          leave(accountId, onNews)
        },
      }
    },
    ended: async () => {
      // Whoever wanted it opened hears why it could not be.
      await opening?.catch(() => undefined)
      await running
    },
  }
}
