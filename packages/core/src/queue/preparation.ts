import type { Clock } from '../clock.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { Storage } from '../storage/storage.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { AddressBook } from './address-book.ts'
import type { LinePatience } from './line-patience.ts'
import type { OpenLine } from './open-line.ts'
import { afterPrepareFailure, failurePolicy, isTroubleOfLine } from './retry-policy.ts'
import type { RunnerOptions } from './runner-options.ts'

/** What a message needs to be written. */
export interface Prepared {
  readonly address: string
  readonly built: Uint8Array
}

/** Everything that happens before anything of a message can leave. */
export interface Preparation {
  /** Finds the recipient and builds the message; null when the message's turn has ended. */
  prepare(message: MessageRecord, line: OpenLine): Promise<Prepared | null>
}

/** What a preparation needs. */
export interface PreparationOptions {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly random: () => number
  readonly addresses: AddressBook
  readonly build: RunnerOptions['prepare']
  /** Ends a message as failed. */
  readonly fail: (messageId: number, code: string, error: string) => Promise<void>
  readonly patience: LinePatience
}

/** Builds the preparation of one owned instance's messages. */
export const createPreparation = (options: PreparationOptions): Preparation => {
  const { lease, storage, clock, random, addresses, build, fail, patience } = options

  const afterUnprepared = async (message: MessageRecord, cause: unknown): Promise<void> => {
    const next = afterPrepareFailure(cause, message.attempts + 1, random())
    if (next.kind === 'fail') {
      await fail(message.id, next.code, next.error)
      return
    }
    const at = clock.now()
    await storage.messages.postpone(lease, { messageId: message.id, nextAttemptAt: at + next.delayMs, at })
  }

  return {
    prepare: async (message, line) => {
      try {
        const found = await addresses.find(message.recipient, line)
        if (found.kind === 'missing') {
          await fail(message.id, failurePolicy.not_on_whatsapp.code, 'The recipient is not on WhatsApp.')
        }
        if (found.kind !== 'found') return null
        const built = await build(message, line.connection, line.gone)
        patience.prepared()
        return { address: found.address, built }
      } catch (cause) {
        if (isStorageError(cause)) throw cause
        if (isTroubleOfLine(cause) || line.gone.aborted) await patience.after(cause, line)
        else await afterUnprepared(message, cause)
        return null
      }
    },
  }
}
