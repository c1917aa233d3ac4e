import type { Connection, ConnectionEvent, ConnectOptions, Transport } from '../transport/transport.ts'
import type { ConnectBudget } from './connect-budget.ts'

/** What stands when a number has connected, shows a code, or could not: its place among those that connect is free again. */
const settlesConnecting: ReadonlySet<ConnectionEvent['type']> = new Set(['qr', 'open', 'closed'])

/** One number's way to WhatsApp: at most one connection at a time, and no event of an earlier one. */
export interface Line {
  readonly connection: Connection | null
  /** Whether a connection stands or is awaited. */
  readonly isBusy: boolean
  /** Connects once the budget has a place. Does nothing while a connection stands or is awaited. */
  open(mode: ConnectOptions['mode'], isHandedOver?: boolean): void
  /** Resolves with the connection at its next `open`, or null when it closes before. */
  whenOpen(): Promise<Connection | null>
  /** Closes the connection and forgets it at once: nothing of it is reported any more. Another one may be opened. */
  hangUp(): Promise<void>
  /** Closes for good; the connection's `closed` event is still reported. */
  close(): Promise<void>
}

/** Builds a line that is not connected. */
export const createLine = (input: {
  readonly transport: Transport
  readonly connecting: ConnectBudget
  /** Asked when a place came free: what was true when it was asked for may not be any more. */
  readonly mayConnect: () => boolean
  readonly options: Omit<ConnectOptions, 'mode' | 'version' | 'onEvent'>
  /** Asked for each connection: it changes when WhatsApp refuses the one before. */
  readonly version: () => ConnectOptions['version']
  /** `isForgotten` tells later whether the connection was hung up meanwhile. */
  readonly onEvent: (event: ConnectionEvent, isForgotten: () => boolean) => void
}): Line => {
  const { transport, connecting, mayConnect, options, version, onEvent } = input
  let connection: Connection | null = null
  let generation = 0
  let isOpen = false
  // Every connection up to this one was hung up.
  let forgotten = 0
  let awaited: ConnectOptions['mode'] | null = null
  let isClosed = false
  const openListeners = new Set<(connection: Connection | null) => void>()

  const connect = (mode: ConnectOptions['mode']): Promise<void> =>
    new Promise((resolve) => {
      generation += 1
      const own = generation
      const hear = (event: ConnectionEvent): void => {
        if (settlesConnecting.has(event.type)) resolve()
        // An event of an earlier connection says nothing about this one.
        if (own !== generation) return
        if (event.type === 'closed') {
          generation += 1
          connection = null
          isOpen = false
        }
        if (event.type === 'open') isOpen = true
        if (event.type === 'open' || event.type === 'closed') tellOpen(connection)
        onEvent(event, () => own <= forgotten)
      }
      try {
        connection = transport.connect({ ...options, mode, version: version(), onEvent: hear })
      } catch {
        hear({ type: 'closed', reason: 'connection_lost', detail: 'the transport could not connect' })
      }
    })

  const tellOpen = (opened: Connection | null) => {
    for (const listener of openListeners) listener(opened)
    openListeners.clear()
  }

  return {
    get connection() {
      return connection
    },
    get isBusy() {
      return connection !== null || awaited !== null
    },
    open: (mode, isHandedOver = false) => {
      if (connection !== null || awaited !== null || isClosed) return
      awaited = mode
      // The place is held until the outcome of connecting is known; the promise never rejects.
      connecting.add(async () => {
        const wanted = awaited
        awaited = null
        if (wanted !== null && connection === null && !isClosed && mayConnect()) await connect(wanted)
      }, isHandedOver)
    },
    whenOpen: () => {
      if (connection !== null && isOpen) return Promise.resolve(connection)
      return new Promise((resolve) => openListeners.add(resolve))
    },
    hangUp: async () => {
      const ended = connection
      forgotten = generation
      generation += 1
      connection = null
      isOpen = false
      awaited = null
      tellOpen(null)
      await ended?.close()
    },
    close: async () => {
      isClosed = true
      tellOpen(null)
      await connection?.close()
    },
  }
}
