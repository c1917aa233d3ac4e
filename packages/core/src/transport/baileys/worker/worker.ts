import type { MessagePort } from 'node:worker_threads'
import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadSettings } from '../thread-messages.ts'
import { endThread, guardAgainstFloatingErrors } from './floating-errors.ts'
import { createHostLink } from './host-link.ts'
import { shareAsyncLocalStorage } from './shared-async-storage.ts'
import { patchSignalLibrary } from './signal-patches.ts'
import { silenceConsole } from './silent-console.ts'

/** Prepares this thread, then loads the client: every patch must be in place before its first line runs. */
const start = async (port: MessagePort, settings: ThreadSettings) => {
  const link = createHostLink(port)
  silenceConsole()
  guardAgainstFloatingErrors(link.log)
  try {
    shareAsyncLocalStorage()
    patchSignalLibrary()
    const { openEngineRoom } = await import('./engine-room.ts')
    openEngineRoom(port, link, settings)
  } catch (error) {
    endThread(link.log, error)
  }
}

if (parentPort === null) throw new Error('This file runs in a worker thread of the Baileys transport.')
void start(parentPort, workerData)
