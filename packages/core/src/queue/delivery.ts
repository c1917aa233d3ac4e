import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { Storage } from '../storage/storage.ts'
import { hangMs, phaseDeadlinesMs } from '../transport/phase-deadlines.ts'
import type { TransportError } from '../transport/transport-error.ts'
import { isTransportError } from '../transport/transport-error.ts'
import type { Word } from './acknowledgements.ts'
import { createAcknowledgements } from './acknowledgements.ts'
import type { LinePatience } from './line-patience.ts'
import type { OpenLine } from './open-line.ts'
import { goesOn } from './open-line.ts'
import type { PaceKeeper } from './pace-keeper.ts'
import { failurePolicy, isTroubleOfLine, mayResend, resendWindowMs } from './retry-policy.ts'
import { pause } from './waiting.ts'
import { within } from './within.ts'

/** Brings messages that are `sending` over the line, always under the id they were accepted with. */
export interface Delivery {
  /** Writes a message that just became `sending` and waits for WhatsApp's word. */
  write(message: MessageRecord, address: string, built: Uint8Array, line: OpenLine): Promise<void>
  /** Writes again what a lost owner or a lost line left `sending`, oldest first, or gives it up. */
  settle(line: OpenLine): Promise<void>
  /** Whether a message waits to be written again because its recipient may not be written to now. */
  hasWaiting(): boolean
  /** Says that WhatsApp's word on an id came. */
  arrived(waMessageId: string, word: Word): void
}

/** What a delivery needs. */
export interface DeliveryOptions {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly pace: PaceKeeper
  readonly patience: LinePatience
  /** What becomes of a message that may have left and was never acknowledged. */
  readonly onUnknown: 'resend' | 'fail'
  /** Whether the lease surely still holds. */
  readonly isHeld: () => boolean
  /** Whether somebody may be written to now. */
  readonly mayWriteTo: (recipient: string) => Promise<boolean>
  /** Ends a message as failed. */
  readonly fail: (messageId: number, code: string, error: string) => Promise<void>
}

interface Writing {
  readonly message: MessageRecord
  readonly address: string
  readonly built: Uint8Array
  readonly line: OpenLine
  /** Whether an attempt before this one may have left. */
  readonly isInDoubt: boolean
}

/** Builds the delivery of one owned instance. */
export const createDelivery = (options: DeliveryOptions): Delivery => {
  const { lease, storage, clock, logger, pace, patience, onUnknown, isHeld, mayWriteTo, fail } = options
  const acknowledgements = createAcknowledgements(clock)
  // Messages of which surely no attempt has left: of every other one that is `sending` nobody can say.
  const unsent = new Set<number>()
  // How often each was written here and got no word. What other processes did is no evidence: they may have died before.
  const unanswered = new Map<string, number>()
  const waiting = new Set<number>()

  /** A message that only the line was in the way of may be tried for a day. */
  const resend = async (message: MessageRecord, line: OpenLine, wasTroubleOfLine = false): Promise<void> => {
    const isInDoubt = !unsent.has(message.id)
    const built = await storage.messages.built(lease.instanceId, message.waMessageId)
    const writes = wasTroubleOfLine && !isInDoubt ? 0 : (unanswered.get(message.waMessageId) ?? 0)
    const isOver = !mayResend({ ...message, unanswered: writes }, clock.now()) || (isInDoubt && onUnknown === 'fail')
    if (built === null || message.address === null || isOver) {
      await giveUp(message, isInDoubt)
      return
    }
    await patience.wait(line)
    await pace.wait(line)
    if (!goesOn(line)) return
    if (!(await mayWriteTo(message.recipient))) {
      waiting.add(message.id)
      return
    }
    const change = await storage.messages.markResending(lease, { messageId: message.id, at: clock.now() })
    // Its acknowledgement came meanwhile.
    if (change === null) return
    pace.wrote()
    await write({ message: change.after, address: message.address, built, line, isInDoubt })
  }

  /** Whatever goes wrong once bytes may have left is unknown, not failed. */
  const write = async (writing: Writing): Promise<void> => {
    const { message, address, built, line } = writing
    const { waMessageId } = message
    // This process may have slept since the row was stored: the next owner writes it.
    if (!isHeld()) return
    const acknowledgement = acknowledgements.expect(waMessageId)
    unsent.delete(message.id)
    unanswered.set(waMessageId, (unanswered.get(waMessageId) ?? 0) + 1)
    try {
      const sending = line.connection.send({ waMessageId, address, built })
      const written = await within(clock, phaseDeadlinesMs.write + hangMs, sending)
      if (written.kind === 'failed' && isTransportError(written.cause) && !written.cause.mayHaveLeft) {
        await afterUnwritten(writing, written.cause)
        return
      }
      if (written.kind !== 'done') {
        logger.warn({ instanceId: lease.instanceId, messageId: message.id }, 'A write ended in doubt.')
      }
      // Encrypting for a new recipient takes its time: the pace counts from the write itself.
      pace.wrote()
      const word =
        written.kind === 'late' ? null : await acknowledgement.within(phaseDeadlinesMs.acknowledgement, line.gone)
      if (word === 'settled') patience.acknowledged()
      else if (word === 'slow_down') await afterSlowDown(writing)
      // A line that takes messages and says nothing is dead: the next login resends under the same id.
      else if (!line.gone.aborted) await endLine(line)
    } finally {
      acknowledgement.forget()
    }
  }

  const afterUnwritten = async ({ message, line, isInDoubt }: Writing, cause: TransportError): Promise<void> => {
    if (!isInDoubt) unsent.add(message.id)
    if (!cause.retryable) {
      await giveUp(message, isInDoubt)
      return
    }
    await patience.after(cause, line)
    // Else the next line's loop takes it up.
    if (goesOn(line)) await resend(message, line, isTroubleOfLine(cause))
  }

  /** WhatsApp did not take the message, and will. */
  const afterSlowDown = async ({ message, line, isInDoubt }: Writing): Promise<void> => {
    if (!isInDoubt) unsent.add(message.id)
    patience.slowDown()
    await patience.wait(line)
    if (goesOn(line)) await resend(message, line, true)
  }

  /** A client that hangs may never close its line: nothing more is begun on it in any case. */
  const endLine = async ({ connection, gone, stopping }: OpenLine): Promise<void> => {
    const closed = new AbortController()
    const closing = connection.close('timed_out').finally(() => closed.abort())
    await Promise.race([closing, pause(clock, resendWindowMs, closed.signal, gone, stopping)])
  }

  /** Once any attempt may have left, nobody can say that the message did not arrive. */
  const giveUp = async (message: MessageRecord, isInDoubt: boolean): Promise<void> => {
    unsent.delete(message.id)
    unanswered.delete(message.waMessageId)
    if (isInDoubt) await fail(message.id, failurePolicy.in_doubt.code, unknownOutcome(message.attempts))
    else await fail(message.id, 'send_failed', 'WhatsApp or its client could not send this message.')
  }

  return {
    write: (message, address, built, line) => write({ message, address, built, line, isInDoubt: false }),
    settle: async (line) => {
      waiting.clear()
      for (const message of await storage.messages.unsettled(lease)) {
        await resend(message, line)
        if (!goesOn(line)) return
      }
    },
    hasWaiting: () => waiting.size > 0,
    arrived: (waMessageId, word) => {
      if (word === 'settled') unanswered.delete(waMessageId)
      acknowledgements.arrived(waMessageId, word)
    },
  }
}

const unknownOutcome = (attempts: number): string =>
  `WhatsApp did not acknowledge the message after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; it may have arrived.`
