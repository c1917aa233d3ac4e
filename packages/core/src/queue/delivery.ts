import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { Storage } from '../storage/storage.ts'
import { isTransportError } from '../transport/transport-error.ts'
import { createAcknowledgements } from './acknowledgements.ts'
import type { OpenLine } from './open-line.ts'
import { goesOn } from './open-line.ts'
import type { PaceKeeper } from './pace-keeper.ts'
import { mayResend } from './retry-policy.ts'

/** How long WhatsApp's acknowledgement is waited for before the line counts as dead. */
const acknowledgementMs = 30_000

/** Brings messages that are `sending` over the line, always under the id they were accepted with. */
export interface Delivery {
  /** Writes a message that just became `sending` and waits for WhatsApp's word. */
  write(message: MessageRecord, address: string, built: Uint8Array, line: OpenLine): Promise<void>
  /** Writes again what a lost owner or a lost line left `sending`. */
  resend(message: MessageRecord, line: OpenLine): Promise<void>
  /** Says that WhatsApp's word on an id is stored. */
  arrived(waMessageId: string): void
}

/** What a delivery needs. */
export interface DeliveryOptions {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly pace: PaceKeeper
  /** Whether the lease surely still holds. */
  readonly isHeld: () => boolean
  /** Ends a message as failed. */
  readonly fail: (messageId: number, code: string, error: string) => Promise<void>
  /** Waits because the line was in the way. */
  readonly waitForBetterLine: (line: OpenLine) => Promise<void>
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
  const { lease, storage, clock, logger, pace, isHeld, fail, waitForBetterLine } = options
  const acknowledgements = createAcknowledgements(clock)

  const resend = async (message: MessageRecord, line: OpenLine, isInDoubt: boolean): Promise<void> => {
    const built = await storage.messages.built(lease.instanceId, message.waMessageId)
    if (built === null || message.address === null || !mayResend(message, clock.now())) {
      await giveUp(message, isInDoubt)
      return
    }
    await pace.wait(line)
    if (!goesOn(line)) return
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
    try {
      const failure = await line.connection.send({ waMessageId, address, built }).then(
        () => null,
        (cause: unknown) => ({ cause }),
      )
      if (failure !== null && isTransportError(failure.cause) && !failure.cause.mayHaveLeft) {
        await afterUnwritten(writing, failure.cause.retryable)
        return
      }
      if (failure !== null) {
        logger.warn({ instanceId: lease.instanceId, messageId: message.id }, 'A write ended in doubt.')
      }
      // Encrypting for a new recipient takes its time: the pace counts from the write itself.
      pace.wrote()
      const isAnswered = await acknowledgement.within(acknowledgementMs, line.gone)
      // A line that takes messages and says nothing is dead: the next login resends under the same id.
      if (!isAnswered && !line.gone.aborted) await line.connection.close('timed_out')
    } finally {
      acknowledgement.forget()
    }
  }

  const afterUnwritten = async ({ message, line, isInDoubt }: Writing, retryable: boolean): Promise<void> => {
    if (!retryable) {
      await giveUp(message, isInDoubt)
      return
    }
    await waitForBetterLine(line)
    // Else the next line's loop takes it up.
    if (goesOn(line)) await resend(message, line, isInDoubt)
  }

  /** Once any attempt may have left, nobody can say that the message did not arrive. */
  const giveUp = (message: MessageRecord, isInDoubt: boolean): Promise<void> =>
    isInDoubt
      ? fail(message.id, 'outcome_unknown', unknownOutcome(message.attempts))
      : fail(message.id, 'send_failed', 'WhatsApp or its client could not send this message.')

  return {
    write: (message, address, built, line) => write({ message, address, built, line, isInDoubt: false }),
    resend: (message, line) => resend(message, line, true),
    arrived: acknowledgements.arrived,
  }
}

const unknownOutcome = (attempts: number): string =>
  `WhatsApp did not acknowledge the message after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; it may have arrived.`
