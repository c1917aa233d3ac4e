import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import type { Log } from './host-link.ts'

/**
 * Turns what the client would let float or hang into the end of this one socket. Must run right after the socket is
 * made, before anything arrives.
 */
export const hardenSocket = (socket: WASocket, log: Log, instanceId: number): void => {
  guardListeners(socket, (event, error) => {
    const facts = { instanceId, event, error: error instanceof Error ? error.name : typeof error }
    log('warn', facts, 'the client could not handle a stanza')
  })
  endOnRefusedUpgrade(socket)
  dropAppStateNotifications(socket)
}

/** An error of the client with the fields that it reads a close code from. */
export const closeError = (message: string, statusCode: number): Error =>
  Object.assign(new Error(message), { output: { statusCode } })

const guardListeners = (socket: WASocket, onFault: (event: string, error: unknown) => void) => {
  const { ws } = socket
  for (const event of ws.eventNames().map(String)) {
    if (event !== 'message' && !event.startsWith('CB:')) continue
    // After a frame that cannot be read, no later one can be: the ciphers count frames.
    const isFatal = event === 'message' || event === 'CB:failure' || event === 'CB:stream:error'
    const fail = (error: unknown) => {
      onFault(event, error)
      if (isFatal) void socket.end(closeError('The client could not read a frame', 428))
    }
    for (const listener of ws.listeners(event)) {
      const guarded = (...args: unknown[]) => {
        try {
          const result: unknown = Reflect.apply(listener, ws, args)
          if (result instanceof Promise) result.catch(fail)
        } catch (error) {
          fail(error)
        }
      }
      ws.off(event, listener as () => void)
      ws.on(event, guarded)
    }
  }
}

/** The client listens to `unexpected-response` and does nothing: an HTTP refusal would leave it connecting forever. */
const endOnRefusedUpgrade = (socket: WASocket) => {
  socket.ws.on('unexpected-response', (_request: unknown, response: { statusCode?: number; resume(): void }) => {
    response.resume()
    void socket.end(closeError(`The server refused the upgrade with HTTP ${response.statusCode ?? 'error'}`, 428))
  })
}

/**
 * Settings of the phone's other apps are of no use here, and the client would hold the lock that every send needs while
 * it fetches them. They are acknowledged and dropped.
 */
const dropAppStateNotifications = (socket: WASocket) => {
  const { ws } = socket
  const emit = ws.emit.bind(ws)
  ws.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event !== 'CB:notification' || !isAppStateNotification(args[0])) return emit(event, ...args)
    // A line that closed meanwhile gets the notification again at the next login.
    socket.sendMessageAck(args[0]).catch(() => undefined)
    return true
  }
}

const isAppStateNotification = (value: unknown): value is BinaryNode =>
  typeof value === 'object' &&
  value !== null &&
  'attrs' in value &&
  typeof value.attrs === 'object' &&
  value.attrs !== null &&
  'type' in value.attrs &&
  value.attrs.type === 'server_sync'
