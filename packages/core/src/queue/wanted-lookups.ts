import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { Lease } from '../storage/lease.ts'
import type { Storage } from '../storage/storage.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { AddressBook } from './address-book.ts'
import type { LinePatience } from './line-patience.ts'
import type { OpenLine } from './open-line.ts'
import { goesOn } from './open-line.ts'
import { isTroubleOfLine } from './retry-policy.ts'
import { createBell, pause } from './waiting.ts'

/** How often it is looked by itself: signals may be lost, rows never. */
const slowPollMs = 15_000
/** The pause after a fault of the storage. */
const storageFaultMs = 1_000

/** Looks up whom somebody wants to know of, beside the queue and within the same pace of lookups. */
export interface WantedLookups {
  /** Works until the line is gone or to be stopped; never rejects. */
  run(line: OpenLine): Promise<void>
  /** Somebody may want to know of a number. */
  wake(): void
}

/** Builds the lookups of one owned instance that no message waits for. */
export const createWantedLookups = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly addresses: AddressBook
  readonly patience: LinePatience
  /** Resolves when the number may speak after it came online. */
  readonly settled: (line: OpenLine) => Promise<void>
  readonly onLeaseLost: () => void
}): WantedLookups => {
  const { lease, storage, clock, logger, addresses, patience, settled, onLeaseLost } = input
  const bell = createBell(clock)

  const lookUp = async (recipient: string, line: OpenLine): Promise<void> => {
    await patience.wait(line)
    try {
      const known = await addresses.find(recipient, line)
      if (known.kind === 'unknown') return
    } catch (cause) {
      if (isStorageError(cause)) throw cause
      if (!goesOn(line)) return
      if (isTroubleOfLine(cause)) {
        await patience.after(cause, line)
        return
      }
      // Nothing is known of it then, and whoever asks again has it tried again.
      logger.warn({ instanceId: lease.instanceId, error: errorFacts(cause) }, 'A number could not be looked up.')
    }
    await storage.recipients.endWanted(lease, { recipient })
  }

  const next = async (line: OpenLine): Promise<void> => {
    const recipient = await storage.recipients.nextWanted(lease, clock.now())
    if (recipient === null) await bell.wait(slowPollMs, line.gone, line.stopping)
    else await lookUp(recipient, line)
  }

  return {
    run: async (line) => {
      await settled(line)
      while (goesOn(line)) {
        try {
          await next(line)
        } catch (cause) {
          if (isStorageError(cause) && cause.code === 'stale_lease') {
            onLeaseLost()
            return
          }
          const facts = { instanceId: lease.instanceId, error: errorFacts(cause) }
          logger.error(facts, 'Looking numbers up met a fault and is tried again.')
          await pause(clock, storageFaultMs, line.gone, line.stopping)
        }
      }
    },
    wake: bell.ring,
  }
}
