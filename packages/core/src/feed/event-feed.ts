import { setImmediate as endOfTurn } from 'node:timers/promises'
import PQueue from 'p-queue'
import type { Clock } from '../clock.ts'
import { fieldError } from '../errors/field-error.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { EventStream, EventsPage, ReadEventsInput, StreamEventsInput } from '../events/event-stream.ts'
import type { ShownQr, StoredEvent, StreamGap } from '../events/stored-event.ts'
import { toStoredEvent } from '../events/stored-event.ts'
import type { Logger } from '../logger.ts'
import { createBell } from '../queue/waiting.ts'
import type { EventStore } from '../storage/event-store.ts'
import type { Storage } from '../storage/storage.ts'
import { createFilter } from './event-filter.ts'
import { createEventStream } from './event-stream.ts'
import { createEventTail, maxIdsRead } from './event-tail.ts'
import { resumeAfter } from './resume-point.ts'
import { createSettledHead } from './settled-head.ts'
import { createShownCodes } from './shown-codes.ts'
import { createStreamingPlaces } from './streaming-places.ts'

/** How many streams read old events at the same time; the others wait for their turn. */
const maxOldReads = 2
/** How many statements one page may cost. */
const maxReadsPerPage = 20

/** The events of every account, to be read and to be followed. */
export interface EventFeed {
  read(accountId: number, input?: ReadEventsInput): Promise<EventsPage>
  stream(accountId: number, input?: StreamEventsInput): Promise<EventStream>
  /** Ends every stream; none is opened from now on. */
  endStreams(): void
  /** Does so, and leaves nothing running. */
  stop(): Promise<void>
}

/** Builds the feed of a process. It does nothing while no stream is open. */
export const createEventFeed = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
}): EventFeed => {
  const { storage, clock, logger } = input
  const stopping = new AbortController()
  const head = createSettledHead({ events: storage.events, clock, logger, stopping: stopping.signal })
  const codes = createShownCodes(storage, clock)
  const tail = createEventTail({ storage, head, codes, clock, logger, stopping: stopping.signal })
  const places = createStreamingPlaces()
  const oldReads = new PQueue({ concurrency: maxOldReads })
  const ends = new Set<() => void>()
  let takesStreams = true

  const begin = async (after: number) => {
    const last = await head.reach()
    return { last, ...resumeAfter(after, { last, oldest: await storage.events.oldest() }) }
  }

  /** A storage that answers at once would let nothing else happen in the process until all is read. */
  const readOld: EventStore['read'] = async (range) => {
    await endOfTurn()
    return storage.events.read(range)
  }

  /** Everything that is committed from now on is above the start; what was asked for may begin before. */
  const open = async (
    after: number | undefined,
  ): Promise<{ readonly start: number; readonly gap: StreamGap | null }> => {
    if (after === undefined) return { start: await head.reach(), gap: null }
    const { start, hasGap } = await begin(after)
    return { start, gap: hasGap ? { type: 'stream.gap', after, id: start } : null }
  }

  return {
    read: async (accountId, query = {}) => {
      const { after = 0, limit = 100 } = query
      assertAfter(after)
      if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
        throw fieldError('limit', 'must be a whole number of 1 to 1,000, e.g. 100.')
      }
      const isWanted = createFilter(query)
      const { start, last, hasGap } = await begin(after)
      const events: StoredEvent[] = []
      let next = start
      for (let reads = 0; next < last && reads < maxReadsPerPage; reads += 1) {
        const upTo = Math.min(next + maxIdsRead, last)
        const found = (await readOld({ accountId, after: next, upTo })).map(toStoredEvent).filter(isWanted)
        const taken = found.slice(0, limit - events.length)
        events.push(...taken)
        const isFull = events.length === limit
        next = isFull ? (taken.at(-1)?.id ?? upTo) : upTo
        if (isFull) break
      }
      return { events, next, hasMore: next < last, hasGap }
    },

    stream: async (accountId, query = {}) => {
      const { after, idleMs, signal } = query
      if (after !== undefined) assertAfter(after)
      if (!takesStreams) throw new KhabeerError('stopped', 'Khabeer is being stopped and streams nothing any more.')
      const isWanted = createFilter(query)
      const givePlace = places.take(accountId)
      const ending = new AbortController()
      const bell = createBell(clock)
      let leave = (): void => undefined
      const unwant = query.types?.includes('instance.qr') === false ? () => undefined : codes.want()

      const end = (): void => {
        if (!ends.delete(end)) return
        signal?.removeEventListener('abort', end)
        ending.abort()
        givePlace()
        unwant()
        leave()
      }
      ends.add(end)
      signal?.addEventListener('abort', end)

      try {
        const following = await tail.follow(accountId, bell.ring)
        leave = following.leave
        // It may have been ended before there was something to leave.
        if (ending.signal.aborted) leave()
        if (signal?.aborted === true) end()
        const { start, gap } = await open(after)
        return createEventStream({
          clock,
          bell,
          following,
          start,
          gap,
          idleMs,
          isWanted,
          readOld: (from, upTo) => oldReads.add(() => readOld({ accountId, after: from, upTo })),
          codes: () => codes.of(accountId).map(toShownQr),
          ending: ending.signal,
          end,
        })
      } catch (cause) {
        end()
        throw cause
      }
    },

    endStreams: () => {
      takesStreams = false
      for (const end of [...ends]) end()
    },

    stop: async () => {
      takesStreams = false
      for (const end of [...ends]) end()
      stopping.abort()
      await Promise.all([tail.ended(), oldReads.onIdle()])
    },
  }
}

const assertAfter = (after: number): void => {
  if (Number.isSafeInteger(after) && after >= 0) return
  throw fieldError('after', 'must be the id of an event, e.g. 1234, or 0 for all that is kept.')
}

const toShownQr = (code: {
  readonly instanceId: number
  readonly qr: string
  readonly expiresAt: number
}): ShownQr => ({
  type: 'instance.qr',
  instanceId: code.instanceId,
  qr: code.qr,
  expiresAt: new Date(code.expiresAt),
})
