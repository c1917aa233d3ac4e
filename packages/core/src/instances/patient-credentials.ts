import type { Clock } from '../clock.ts'
import { pause } from '../queue/waiting.ts'
import type { Lease } from '../storage/lease.ts'
import type { Storage } from '../storage/storage.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { CredentialAccess } from '../transport/transport.ts'

/** How long the client waits for a storage that is away, and how often that is asked meanwhile. */
const patienceMs = 10_000
const pauseMs = 250

/**
 * Builds the access to one instance's credentials that waits out a database that restarts. Without it every such moment
 * would close the lines of all numbers at work: the client must not go on from what is not stored.
 */
export const createPatientCredentials = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  /** Whether the lease surely still holds. */
  readonly isHeld: () => boolean
  /** Ends all waiting. */
  readonly signal: AbortSignal
}): CredentialAccess => {
  const { lease, storage, clock, isHeld, signal } = input

  const persist = async <T>(work: () => Promise<T>): Promise<T> => {
    const givesUpAt = clock.elapsed() + patienceMs
    for (;;) {
      try {
        return await work()
      } catch (cause) {
        const isOver = clock.elapsed() > givesUpAt || !isHeld() || signal.aborted
        if (isOver || !passesSoon(cause)) throw cause
        await pause(clock, pauseMs, signal)
      }
    }
  }

  return {
    read: (type, ids) => persist(() => storage.credentials.read(lease.instanceId, type, ids)),
    // Writing the same again changes nothing, and the client has one write under way at a time.
    write: (changes) => persist(() => storage.credentials.write(lease, changes)),
  }
}

/** A full disk or a damaged file takes longer than a line can wait. */
const passesSoon = (cause: unknown): boolean =>
  isStorageError(cause) && (cause.code === 'storage_failed' || cause.code === 'storage_busy')
