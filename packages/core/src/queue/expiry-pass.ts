import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { MessageChange, MessageStore } from '../storage/message-store.ts'
import { pause } from './waiting.ts'

/** How often it is looked for messages whose time is over. */
const lookMs = 5_000
/** The most messages of one transaction. */
const batchSize = 50
/** The pause between two batches, so that everything else gets its turn. */
const batchPauseMs = 20

/** Ends queued messages whose time is over, also those of instances that are offline, paused or nobody's. */
export interface ExpiryPass {
  start(): void
  /** Ends after the batch that is underway, at most. */
  stop(): Promise<void>
}

/** Builds the pass of a process. Several of them may work on one database: none waits for another. */
export const createExpiryPass = (input: {
  readonly storage: { readonly messages: Pick<MessageStore, 'expire'> }
  readonly clock: Clock
  readonly logger: Logger
  readonly onChange: (change: MessageChange) => void
}): ExpiryPass => {
  const { storage, clock, logger, onChange } = input
  const stopping = new AbortController()
  const { signal } = stopping
  let working: Promise<void> = Promise.resolve()

  const expireAll = async (): Promise<void> => {
    while (!signal.aborted) {
      const changes = await storage.messages.expire({ at: clock.now(), limit: batchSize })
      changes.forEach(onChange)
      if (changes.length < batchSize) return
      await pause(clock, batchPauseMs, signal)
    }
  }

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      await expireAll().catch((cause: unknown) => {
        logger.warn({ error: errorFacts(cause) }, 'Messages whose time is over will be ended later.')
      })
      await pause(clock, lookMs, signal)
    }
  }

  return {
    start: () => {
      working = work()
    },
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}
