import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadSettings } from '../thread-messages.ts'
import { guardAgainstFloatingErrors } from './floating-errors.ts'
import { createHostLink } from './host-link.ts'
import { shareAsyncLocalStorage } from './shared-async-storage.ts'
import { patchSignalLibrary } from './signal-patches.ts'
import { silenceConsole } from './silent-console.ts'

/** Prepares this thread, then loads the client: every patch must be in place before its first line runs. */
const start = async () => {
  if (parentPort === null) throw new Error('This file runs in a worker thread of the Baileys transport.')
  const settings: ThreadSettings = workerData
  const link = createHostLink(parentPort)

  silenceConsole()
  guardAgainstFloatingErrors(link.log)
  shareAsyncLocalStorage()
  patchSignalLibrary()
  const { openEngineRoom } = await import('./engine-room.ts')
  openEngineRoom(parentPort, link, settings)
}

start().catch((error: unknown) => {
  // Outside the promise, so that it ends the thread and the host hears of it.
  process.nextTick(() => {
    throw error
  })
})
