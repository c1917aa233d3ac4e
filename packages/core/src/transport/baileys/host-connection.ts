import type { Connection, ConnectOptions } from '../transport.ts'
import { TransportError } from '../transport-error.ts'
import type { CallResults, ConnectionCall } from './thread-messages.ts'
import type { WorkerThread } from './worker-thread.ts'

/** Opens a connection in the worker and gives its face in this thread; without a thread it is closed from the start. */
export const openConnection = (thread: WorkerThread | undefined, options: ConnectOptions): Connection => {
  const line = thread?.connect(options)

  const call = <M extends keyof CallResults>(
    request: Extract<ConnectionCall, { method: M }>,
  ): Promise<CallResults[M]> => {
    if (line === undefined || line.isClosed()) {
      return Promise.reject(new TransportError('not_connected', 'The connection is closed.', { retryable: true }))
    }
    return line.call(request)
  }

  const close = async (reason: 'closed_by_us' | 'timed_out' = 'closed_by_us') => {
    if (line === undefined) return
    // Closing is idempotent: that the line went meanwhile is what was asked for.
    if (!line.isClosed()) line.call({ method: 'close', reason }).catch(() => undefined)
    await line.closed
  }

  return {
    lookup: (recipient) => call<'lookup'>({ method: 'lookup', recipient }),
    prepare: (message) => call<'prepare'>({ method: 'prepare', message }),
    send: async (input) => {
      await call<'send'>({ method: 'send', ...input })
    },
    restriction: () => call<'restriction'>({ method: 'restriction' }),
    requestPairingCode: (phone) => call<'requestPairingCode'>({ method: 'requestPairingCode', phone }),
    logout: async () => {
      await call<'logout'>({ method: 'logout' })
    },
    close,
  }
}
