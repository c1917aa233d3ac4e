import type { ConnectOptions, Transport, TransportContext, TransportFactory } from '../transport.ts'
import { openConnection } from './host-connection.ts'
import { createSpeakingTime } from './speaking-time.ts'
import type { WorkerThread } from './worker-thread.ts'
import { startWorkerThread } from './worker-thread.ts'

/**
 * Sends through Baileys, the unofficial WhatsApp client. The client runs in a worker thread that starts with the first
 * connection: a process that never connects pays nothing, and none of the client's code enters the host's thread.
 */
export const baileysTransport = (): TransportFactory => (context) => createBaileysTransport(context)

const createBaileysTransport = (context: TransportContext): Transport => {
  const speakingTime = createSpeakingTime()
  let thread: WorkerThread | undefined
  let closing: Promise<void> | undefined

  const runningThread = (): WorkerThread => {
    if (thread !== undefined) return thread
    const started = startWorkerThread(context, speakingTime, () => {
      if (thread === started) thread = undefined
    })
    thread = started
    return started
  }

  const connect = (options: ConnectOptions) => {
    if (closing === undefined) return openConnection(runningThread(), options)
    queueMicrotask(() => {
      options.onEvent({ type: 'closed', reason: 'closed_by_us', detail: 'the transport is closed' })
    })
    return openConnection(undefined, options)
  }

  const close = () => {
    closing ??= thread?.stop() ?? Promise.resolve()
    return closing
  }

  return { connect, allow: speakingTime.allow, close }
}
