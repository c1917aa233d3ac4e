import { EventEmitter } from 'node:events'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { MessageChannel } from 'node:worker_threads'

/**
 * Has what the transport believes to be its thread run in this very thread: the same code over the same messages, with
 * no thread between. Whoever calls this has no thread of the transport any more; there can be one such stand-in.
 */
export const runThreadsInline = (): void => {
  const threads: Record<string, unknown> = createRequire(import.meta.url)('node:worker_threads')

  // It is called with `new`, and what it returns takes the place of the thread.
  threads.Worker = function InlineThread(file: URL, options: { readonly workerData: unknown }) {
    const { port1: host, port2: inside } = new MessageChannel()
    const events = new EventEmitter()
    Object.assign(threads, { parentPort: inside, workerData: options.workerData })
    syncBuiltinESMExports()
    host.on('message', (message) => events.emit('message', message))
    import(file.href).catch((error: unknown) => events.emit('error', error))
    return Object.assign(events, {
      stdout: { resume: () => undefined },
      stderr: { resume: () => undefined },
      postMessage: (message: unknown) => host.postMessage(message),
      terminate: async () => {
        host.close()
        events.emit('exit', 0)
      },
    })
  }
  syncBuiltinESMExports()
}
