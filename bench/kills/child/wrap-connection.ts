import type { Connection, ConnectionEvent, Transport, TransportFactory } from '@khabeer/core'

/** What is done about each connection of a transport. */
export interface ConnectionWrapping {
  around(connection: Connection): Connection
  /** Changes what a connection reports. */
  hear?(event: ConnectionEvent): ConnectionEvent
}

/** Builds a transport whose connections are wrapped. */
export const wrapConnections =
  (factory: TransportFactory, { around, hear = (event) => event }: ConnectionWrapping): TransportFactory =>
  (context) => {
    const transport = factory(context)
    const connect: Transport['connect'] = (options) =>
      around(transport.connect({ ...options, onEvent: (event) => options.onEvent(hear(event)) }))
    return { ...transport, connect }
  }
