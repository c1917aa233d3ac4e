import PQueue from 'p-queue'
import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import { pause } from '../queue/waiting.ts'
import { isStorageError } from '../storage/storage-error.ts'

/** The pause after a fault of the storage. */
const storageFaultMs = 1_000
/** How often a step is tried while the owner ends. */
const maxTriesAtEnd = 3

/** The steps of one owned instance: one after the other, each until the storage took it. */
export interface StepLane {
  /** Runs a step once those before it are done. It may run again after a fault of the storage. */
  add(step: () => Promise<void>): void
  /** The owner ends: no step is tried for ever any more. */
  end(): void
  /** Gives up at once what waits for the storage. */
  abandon(): void
  idle(): Promise<void>
}

/**
 * Builds a lane. What WhatsApp says is said once, so a step is not dropped because a file was locked or a disk was full
 * for a while: it is tried again, and what comes after it waits.
 */
export const createStepLane = (input: {
  readonly instanceId: number
  readonly clock: Clock
  readonly logger: Logger
  readonly onLeaseLost: () => void
}): StepLane => {
  const { instanceId, clock, logger, onLeaseLost } = input
  const lane = new PQueue({ concurrency: 1 })
  const abandoned = new AbortController()
  let isEnding = false

  const persist = async (step: () => Promise<void>): Promise<void> => {
    for (let tries = 1; !abandoned.signal.aborted; tries += 1) {
      try {
        await step()
        return
      } catch (cause) {
        if (!isStorageError(cause)) throw cause
        if (cause.code === 'stale_lease') {
          onLeaseLost()
          return
        }
        logger.error({ instanceId, tries, error: errorFacts(cause) }, 'A step of an instance waits for the storage.')
        if (isEnding && tries >= maxTriesAtEnd) return
        await pause(clock, storageFaultMs, abandoned.signal)
      }
    }
  }

  return {
    add: (step) => {
      lane
        .add(() => persist(step))
        .catch((cause: unknown) => {
          logger.error({ instanceId, error: errorFacts(cause) }, 'A step of an instance failed.')
        })
    },
    end: () => {
      isEnding = true
    },
    abandon: () => abandoned.abort(),
    idle: () => lane.onIdle(),
  }
}
