import type { EventStream } from '../../packages/core/src/events/event-stream.ts'
import type { Khabeer } from '../../packages/core/src/facade.ts'

/** What a host took of one stream of events. */
export interface TappedStream {
  /** How many stored events it took until now. */
  taken(): number
  /** Resolves once the host ended it. */
  readonly ended: Promise<void>
}

/** A core that counts what is taken of its streams. */
export interface TappedCore {
  readonly core: Khabeer
  /** In the order in which they were opened. */
  readonly streams: readonly TappedStream[]
}

/** Counts what a host takes of a core, which is as it was. */
export const tapCore = (core: Khabeer): TappedCore => {
  const streams: TappedStream[] = []
  const tap = (stream: EventStream, signal: AbortSignal | undefined): EventStream => {
    let taken = 0
    const ended = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    streams.push({ taken: () => taken, ended })
    const iterator = stream[Symbol.asyncIterator]()
    const next = async () => {
      const event = await iterator.next()
      if (event.done !== true && 'at' in event.value) taken += 1
      return event
    }
    return { ...stream, [Symbol.asyncIterator]: () => ({ ...iterator, next }) }
  }
  const account: Khabeer['account'] = (id, bounds) => {
    const scope = core.account(id, bounds)
    return {
      ...scope,
      events: { ...scope.events, stream: async (input) => tap(await scope.events.stream(input), input?.signal) },
    }
  }
  return { core: { ...core, account }, streams }
}
