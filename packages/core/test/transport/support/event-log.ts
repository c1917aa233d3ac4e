import type { ConnectionEvent } from '../../../src/transport/transport.ts'

type EventOf<T extends ConnectionEvent['type']> = Extract<ConnectionEvent, { type: T }>

/** All that a connection reported, in order. */
export interface EventLog {
  readonly events: readonly ConnectionEvent[]
  add(event: ConnectionEvent): void
  /** Resolves with the first event of a type, past or future, that is accepted. */
  waitFor<T extends ConnectionEvent['type']>(type: T, accept?: (event: EventOf<T>) => boolean): Promise<EventOf<T>>
}

const patienceMs = 30_000

/** Creates an empty log. */
export const createEventLog = (): EventLog => {
  const events: ConnectionEvent[] = []
  const lookers = new Set<() => void>()
  return {
    events,
    add: (event) => {
      events.push(event)
      for (const look of [...lookers]) look()
    },
    waitFor: <T extends ConnectionEvent['type']>(type: T, accept: (event: EventOf<T>) => boolean = () => true) => {
      const isWanted = (event: ConnectionEvent): event is EventOf<T> =>
        event.type === type && accept(event as EventOf<T>)
      return new Promise<EventOf<T>>((resolve, reject) => {
        const give = (settle: () => void) => {
          clearTimeout(timer)
          lookers.delete(look)
          settle()
        }
        const look = () => {
          const found = events.find(isWanted)
          if (found !== undefined) give(() => resolve(found))
        }
        const seen = () =>
          events.map((event) => (event.type === 'closed' ? `closed(${event.reason})` : event.type)).join(', ')
        const timer = setTimeout(() => give(() => reject(new Error(`No ${type} event; seen: ${seen()}`))), patienceMs)
        lookers.add(look)
        look()
      })
    },
  }
}
