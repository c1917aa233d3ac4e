import type { EventRecord } from '../storage/event-record.ts'

/** The newest events of one account, in memory, so that its streams need not read each of them by themselves. */
export interface AccountTail {
  push(event: EventRecord): void
  /** Gives what came after an id; null when that is further back than it remembers. */
  after(id: number): readonly EventRecord[] | null
}

const maxRemembered = 200

/** Builds a tail that knows of everything after `start`. */
export const createAccountTail = (start: number): AccountTail => {
  let knownFrom = start
  const events: EventRecord[] = []
  return {
    push: (event) => {
      events.push(event)
      if (events.length > maxRemembered) knownFrom = events.shift()?.id ?? knownFrom
    },
    after: (id) => {
      if (id < knownFrom) return null
      let first = events.length
      while ((events[first - 1]?.id ?? 0) > id) first -= 1
      return events.slice(first)
    },
  }
}
