import type { EventType, StoredEvent, StreamedEvent } from './stored-event.ts'

/** Which events a call is about; all of the account unless something is given. */
export interface EventSelection {
  /** Only those of these instances. */
  readonly instanceIds?: readonly number[] | undefined
  /** Only these types. */
  readonly types?: readonly EventType[] | undefined
}

/** What to read. */
export interface ReadEventsInput extends EventSelection {
  /** The last id that was read. @defaultValue 0, the oldest that is kept */
  readonly after?: number | undefined
  /** The most events to give, 1 to 1,000. @defaultValue 100 */
  readonly limit?: number | undefined
}

/** Some events, and where to read on. */
export interface EventsPage {
  readonly events: readonly StoredEvent[]
  /** What to name as `after` next. */
  readonly next: number
  /** Whether more can be read now. */
  readonly hasMore: boolean
  /** Whether events after the id that was asked for may be gone: see {@link StreamedEvent}, `stream.gap`. */
  readonly hasGap: boolean
}

/** What to stream. */
export interface StreamEventsInput extends EventSelection {
  /** The last id that was read; 0 for all that is kept. @defaultValue from now on */
  readonly after?: number | undefined
  /** Has the stream say that nothing happened (`stream.idle`) each time this long passed without anything. */
  readonly idleMs?: number | undefined
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Events as they happen, in any process. It ends with its `signal`, when its loop is left, and at `stop()`. A reader that
 * is slow costs no memory, and misses nothing that is stored.
 */
export interface EventStream extends AsyncIterable<StreamedEvent> {
  /** Where it began: named as `after`, another one begins there too. */
  readonly position: number
  /** Aborted once it has ended, whatever ended it, also while nobody reads it. */
  readonly ended: AbortSignal
}
