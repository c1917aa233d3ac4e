import type { Connection, TransportFactory } from '@khabeer/core'
import { baileysTransport } from '@khabeer/core/baileys'

/** The client in its thread, some of whose answers do not come back. */
export interface HoldingTransport {
  readonly factory: TransportFactory
  /** Has the next call of a kind reach the client and its answer stay away until it is let go. */
  hold(method: 'prepare' | 'send'): HeldAnswer
}

/** An answer that stays away. */
export interface HeldAnswer {
  /** Resolves once the client has done what it was called for. */
  readonly done: Promise<void>
  letGo(): void
}

/** Builds the transport of the product with a hand on the answers of its connections. */
export const holdingTransport = (): HoldingTransport => {
  const waiting: { readonly method: 'prepare' | 'send'; readonly around: <T>(work: Promise<T>) => Promise<T> }[] = []

  const held = <T>(method: 'prepare' | 'send', work: Promise<T>): Promise<T> => {
    const index = waiting.findIndex((each) => each.method === method)
    const [found] = index < 0 ? [] : waiting.splice(index, 1)
    return found === undefined ? work : found.around(work)
  }
  const around = (connection: Connection): Connection => ({
    ...connection,
    prepare: (message) => held('prepare', connection.prepare(message)),
    send: (message) => held('send', connection.send(message)),
  })

  return {
    factory: (context) => {
      const transport = baileysTransport()(context)
      return { ...transport, connect: (options) => around(transport.connect(options)) }
    },
    hold: (method) => {
      const done = deferred()
      const released = deferred()
      waiting.push({
        method,
        around: async (work) => {
          const value = await work
          done.resolve()
          await released.promise
          return value
        },
      })
      return { done: done.promise, letGo: released.resolve }
    },
  }
}

const deferred = () => {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve: () => resolve() }
}
