import type { ConnectOptions, Transport, TransportContext, TransportFactory } from '../transport.ts'
import { openConnection } from './host-connection.ts'
import { createSpeakingTime } from './speaking-time.ts'
import { createThreadPool } from './thread-pool.ts'
import { startWorkerThread } from './worker-thread.ts'

/**
 * Sends through Baileys, the unofficial WhatsApp client. The client runs in worker threads, the first of which starts
 * with the first connection: a process that never connects pays nothing, and none of the client's code enters the host's
 * thread.
 */
export const baileysTransport = (): TransportFactory => (context) => createBaileysTransport(context)

const createBaileysTransport = (context: TransportContext): Transport => {
  const speakingTime = createSpeakingTime()
  const pool = createThreadPool(context.workers, (onGone) => startWorkerThread(context, speakingTime, onGone))
  let closing: Promise<void> | undefined

  const connect = (options: ConnectOptions) => {
    if (closing === undefined) return openConnection(pool.threadFor(options.instanceId), options)
    queueMicrotask(() => {
      options.onEvent({ type: 'closed', reason: 'closed_by_us', detail: 'the transport is closed' })
    })
    return openConnection(undefined, options)
  }

  const close = () => {
    closing ??= pool.stop()
    return closing
  }

  return { connect, allow: speakingTime.allow, close }
}
