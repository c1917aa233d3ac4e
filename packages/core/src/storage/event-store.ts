import type { EventRecord } from './event-record.ts'

/** How far the events go at one moment. */
export interface EventsHead {
  /** The highest id that is committed; 0 when there is no event. */
  readonly last: number
  /**
   * The transactions that are open and may still commit an event of a lower id, each by a name of its own. Always empty
   * where writers take turns.
   */
  readonly writers: readonly string[]
}

/**
 * The stored changes of statuses, by rising ids. The events of one message, and of one instance, stand in the order in
 * which they happened. Where transactions run side by side an event may be committed after one of a higher id: whoever
 * follows events reads `head`, waits until none of its `writers` is open, and reads up to its `last`. Nothing at or below
 * that is added afterwards.
 */
export interface EventStore {
  /** Tells how far events go now. */
  head(): Promise<EventsHead>
  /** Tells which of these writers are still open. */
  openWriters(writers: readonly string[]): Promise<readonly string[]>
  /** Gives the lowest id that retention has left; null when there is no event. */
  oldest(): Promise<number | null>
  /**
   * Reads the events with ids above `after` and up to `upTo`, of one account or of all. It looks at each event between the
   * two, so that callers keep them no further apart than they would wait for.
   */
  read(range: {
    readonly accountId?: number | undefined
    readonly after: number
    readonly upTo: number
  }): Promise<readonly EventRecord[]>
}
