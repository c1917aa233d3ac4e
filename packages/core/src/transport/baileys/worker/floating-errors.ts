import type { Log } from './host-link.ts'

const clientCode = /@whiskeysockets[\\/+]|[\\/]libsignal[\\/]|[\\/]ws[\\/]/

/**
 * Keeps errors that the client lets float from ending this thread, and with it every number's line. The watchdogs deal
 * with what such an error leaves behind. An error of our own still ends the thread: the host closes and reconnects.
 */
export const guardAgainstFloatingErrors = (log: Log): void => {
  const judge = (kind: string) => (error: unknown) => {
    if (isOfClient(error)) {
      log('warn', { kind, ...factsOf(error) }, 'the client let an error float')
      return
    }
    endThread(log, error)
  }
  process.on('unhandledRejection', judge('rejection'))
  process.on('uncaughtException', judge('exception'))
}

/** Ends this thread, and none but this: its host closes the connections and starts another with the next one. */
export const endThread = (log: Log, error: unknown): void => {
  log('error', factsOf(error), 'the transport thread ends because of an unexpected error')
  // After the log entry has left.
  setImmediate(() => process.exit(1))
}

const factsOf = (error: unknown) => ({ error: error instanceof Error ? error.name : typeof error, at: placeOf(error) })

// The client also rejects with bare close codes of the WebSocket.
const isOfClient = (error: unknown) =>
  typeof error === 'number' || (error instanceof Error && ('isBoom' in error || clientCode.test(error.stack ?? '')))

/** The first frame of a stack; never the message, which may name a person. */
const placeOf = (error: unknown) => {
  const frame =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : undefined
  return frame?.trim().split(/[\\/]/).slice(-3).join('/') ?? 'unknown'
}
