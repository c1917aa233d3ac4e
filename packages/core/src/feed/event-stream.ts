import type { Clock } from '../clock.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { ShownQr, StoredEvent, StreamedEvent, StreamGap } from '../events/stored-event.ts'
import { toStoredEvent } from '../events/stored-event.ts'
import type { Bell } from '../queue/waiting.ts'
import type { EventRecord } from '../storage/event-record.ts'
import { toKhabeerError } from '../storage/to-khabeer-error.ts'
import type { Following } from './event-tail.ts'
import { maxIdsRead } from './event-tail.ts'

/** How often a stream looks although it was told of nothing. */
const slowLookMs = 60_000

/** What one stream is made of. */
export interface EventStreamParts {
  readonly clock: Clock
  readonly bell: Bell
  readonly following: Following
  /** Every event above this id is given. */
  readonly start: number
  /** What is given first where ids before the start may be missing. */
  readonly gap: StreamGap | null
  /** After how long without anything it says so; never unless given. */
  readonly idleMs: number | undefined
  readonly isWanted: (event: StoredEvent | ShownQr) => boolean
  /** Reads the account's events above `after` and up to `upTo` from the storage. */
  readonly readOld: (after: number, upTo: number) => Promise<readonly EventRecord[]>
  /** The codes that the account's instances show now. */
  readonly codes: () => readonly ShownQr[]
  readonly ending: AbortSignal
  readonly end: () => void
}

/**
 * Builds a stream. It holds no more than one batch, however slowly it is read: where memory does not reach back, it reads
 * on from the storage.
 */
export const createEventStream = (parts: EventStreamParts): EventStream => {
  const items = follow(parts)
  const iterator: AsyncIterator<StreamedEvent> = {
    next: () => items.next(),
    return: async () => {
      // First, because the items end only after what they wait for.
      parts.end()
      await items.return(undefined)
      return { done: true, value: undefined }
    },
  }
  return { position: parts.gap?.after ?? parts.start, ended: parts.ending, [Symbol.asyncIterator]: () => iterator }
}

async function* follow(parts: EventStreamParts): AsyncGenerator<StreamedEvent, undefined> {
  const { clock, bell, following, isWanted, ending, end, idleMs = Number.POSITIVE_INFINITY } = parts
  const codes = createCodeMemory()
  let cursor = parts.start
  let givenAt = clock.elapsed()

  try {
    if (parts.gap !== null) yield parts.gap
    while (!ending.aborted) {
      const recent = following.after(cursor)
      const upTo = Math.min(cursor + maxIdsRead, following.position())
      for (const record of recent ?? (await parts.readOld(cursor, upTo))) {
        cursor = record.id
        const event = toStoredEvent(record)
        if (!isWanted(event)) continue
        yield event
        if (ending.aborted) return
        givenAt = clock.elapsed()
      }
      if (recent === null) {
        cursor = upTo
        continue
      }
      for (const code of codes.newOf(parts.codes().filter(isWanted))) {
        yield code
        if (ending.aborted) return
        givenAt = clock.elapsed()
      }
      if (following.after(cursor)?.length !== 0) continue
      if (clock.elapsed() - givenAt >= idleMs) {
        cursor = Math.max(cursor, following.position())
        yield { type: 'stream.idle', id: cursor }
        givenAt = clock.elapsed()
      }
      await bell.wait(Math.min(slowLookMs, idleMs - (clock.elapsed() - givenAt)), ending)
    }
  } catch (cause) {
    // What fails because the storage is being closed has nothing more to say.
    if (!ending.aborted) throw toKhabeerError(cause, clock.now())
  } finally {
    end()
  }
}

/** Remembers which code of each instance was given, for as long as it is shown. */
const createCodeMemory = () => {
  let given = new Map<number, string>()
  return {
    newOf: (shown: readonly ShownQr[]): readonly ShownQr[] => {
      const before = given
      given = new Map(shown.map(({ instanceId, qr }) => [instanceId, qr]))
      return shown.filter(({ instanceId, qr }) => before.get(instanceId) !== qr)
    },
  }
}
