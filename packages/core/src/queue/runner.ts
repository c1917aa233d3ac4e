import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { Pacing } from '../options.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { Connection } from '../transport/transport.ts'
import { isTransportError } from '../transport/transport-error.ts'
import { createAcknowledgements } from './acknowledgements.ts'
import { createAddressBook } from './address-book.ts'
import { nextSendAt } from './pacing.ts'
import { afterPrepareFailure, mayResend, retryDelayMs } from './retry-policy.ts'
import { createBell, pause } from './waiting.ts'

/** How long WhatsApp's acknowledgement is waited for before the line counts as dead. */
const acknowledgementMs = 30_000
/** How often an idle queue looks by itself: signals may be lost, rows never. */
const slowPollMs = 15_000
/** The pause after a fault of the storage. */
const storageFaultMs = 1_000
/** How long a stop waits for the acknowledgement of the message in flight, and then for what still runs to end. */
const stopMs = 5_000

/** What a runner needs. */
export interface RunnerOptions {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  readonly pacing: Pacing
  /** When the number last wrote, as stored. */
  readonly lastSendAt: number | null
  /** Builds a message and uploads its media on the given line. */
  readonly prepare: (message: MessageRecord, connection: Connection, signal: AbortSignal) => Promise<Uint8Array>
  /** Called after each change that was stored. */
  readonly onChange: (change: MessageChange) => void
  /** Called when another owner has the instance. */
  readonly onLeaseLost: () => void
}

/** Sends the queue of one owned instance, one message at a time. */
export interface Runner {
  /** The line is open and its backlog taken: settles what was in flight, then goes on with the queue. */
  online(connection: Connection): void
  /** The line is gone: what is in flight stays `sending`. */
  offline(): void
  /** Something may be due. */
  wake(): void
  /** WhatsApp's word on an id is stored. */
  arrived(waMessageId: string): void
  /** Starts nothing new and waits a few seconds for the message in flight. */
  stop(): Promise<void>
  /** Resolves once nothing runs any more, or after a few seconds; for after `stop` and the end of the connection. */
  idle(): Promise<void>
}

interface Line {
  readonly connection: Connection
  /** Fires when the line is gone. */
  readonly signal: AbortSignal
}

/** Builds the runner of one instance. */
export const createRunner = (options: RunnerOptions): Runner => {
  const { lease, storage, clock, random, logger, pacing, onChange } = options
  const bell = createBell(clock)
  const acknowledgements = createAcknowledgements(clock)
  const addresses = createAddressBook({ lease, storage, clock })
  const stopping = new AbortController()
  let lastSendAt = options.lastSendAt
  let current: AbortController | null = null
  // One loop after the other: a new line's loop begins when the old line's has ended.
  let loop: Promise<void> = Promise.resolve()

  const run = async (line: Line): Promise<void> => {
    while (goesOn(line)) {
      try {
        await settleUnsettled(line)
        while (goesOn(line)) await sendNext(line)
      } catch (cause) {
        if (isStorageError(cause) && cause.code === 'stale_lease') {
          options.onLeaseLost()
          return
        }
        logger.error(
          { instanceId: lease.instanceId, error: errorFacts(cause) },
          'The queue met a fault and tries again.',
        )
        await pause(clock, storageFaultMs, line.signal, stopping.signal)
      }
    }
  }

  const goesOn = (line: Line): boolean => !line.signal.aborted && !stopping.signal.aborted

  /** What a lost owner or a lost line left `sending` goes first, under the same WhatsApp id, before anything new. */
  const settleUnsettled = async (line: Line): Promise<void> => {
    for (const message of await storage.messages.unsettled(lease)) {
      await resend(message, line)
      if (!goesOn(line)) return
    }
  }

  const resend = async (message: MessageRecord, line: Line): Promise<void> => {
    const built = await storage.messages.built(lease.instanceId, message.waMessageId)
    if (built === null || message.address === null || !mayResend(message, clock.now())) {
      await fail(message.id, 'outcome_unknown', unknownOutcome(message.attempts))
      return
    }
    await pace(line)
    if (!goesOn(line)) return
    const at = clock.now()
    const change = await storage.messages.markResending(lease, { messageId: message.id, at })
    // Its acknowledgement came meanwhile.
    if (change === null) return
    lastSendAt = at
    await write(change.after, message.address, built, line)
  }

  const sendNext = async (line: Line): Promise<void> => {
    await pace(line)
    if (!goesOn(line)) return
    const claimed = await storage.messages.claim(lease, clock.now())
    if (claimed.kind === 'idle') {
      const untilNext = claimed.nextAt === null ? slowPollMs : Math.max(0, claimed.nextAt - clock.now())
      await bell.wait(Math.min(slowPollMs, untilNext), line.signal, stopping.signal)
      return
    }
    const { message } = claimed
    const prepared = await prepare(message, line)
    if (prepared === null) return
    const at = clock.now()
    const change = await storage.messages.markSending(lease, { messageId: message.id, ...prepared, at })
    // It was cancelled meanwhile.
    if (change === null) return
    lastSendAt = at
    onChange(change)
    await write(change.after, prepared.address, prepared.built, line)
  }

  /** Everything that happens before anything can leave; null when the message's turn has ended. */
  const prepare = async (
    message: MessageRecord,
    line: Line,
  ): Promise<{ readonly address: string; readonly built: Uint8Array } | null> => {
    try {
      const address = await addresses.find(message.recipient, line.connection)
      if (address === null) {
        await fail(message.id, 'not_on_whatsapp', 'The recipient is not on WhatsApp.')
        return null
      }
      return { address, built: await options.prepare(message, line.connection, line.signal) }
    } catch (cause) {
      // A lost line is no attempt of the message.
      if (line.signal.aborted) return null
      if (isStorageError(cause)) throw cause
      const next = afterPrepareFailure(cause, message.attempts + 1, random())
      if (next.kind === 'fail') await fail(message.id, next.code, next.error)
      else {
        const at = clock.now()
        await storage.messages.postpone(lease, { messageId: message.id, nextAttemptAt: at + next.delayMs, at })
      }
      return null
    }
  }

  /** Writes a `sending` message and waits for WhatsApp's word. Whatever goes wrong from here on is unknown, not failed. */
  const write = async (message: MessageRecord, address: string, built: Uint8Array, line: Line): Promise<void> => {
    const acknowledgement = acknowledgements.expect(message.waMessageId)
    try {
      await line.connection.send({ waMessageId: message.waMessageId, address, built })
      // Encrypting for a new recipient takes its time: the pace counts from the write itself.
      lastSendAt = clock.now()
    } catch (cause) {
      if (line.signal.aborted) return
      if (isTransportError(cause) && !cause.mayHaveLeft) {
        acknowledgement.forget()
        await afterUnwritten(message, cause.retryable, line)
        return
      }
      logger.warn({ instanceId: lease.instanceId, messageId: message.id }, 'A write ended in doubt.')
    }
    const isAnswered = await acknowledgement.within(acknowledgementMs, line.signal)
    acknowledgement.forget()
    if (isAnswered || line.signal.aborted) return
    // A line that takes messages and says nothing is dead: the next login resends under the same id.
    await line.connection.close('timed_out')
  }

  const afterUnwritten = async (message: MessageRecord, retryable: boolean, line: Line): Promise<void> => {
    if (!retryable || !mayResend(message, clock.now())) {
      await fail(message.id, 'send_failed', 'WhatsApp or its client could not send this message.')
      return
    }
    await pause(clock, retryDelayMs(message.attempts, random()), line.signal, stopping.signal)
    if (goesOn(line)) await resend(message, line)
  }

  const fail = async (messageId: number, code: string, error: string): Promise<void> => {
    const change = await storage.messages.fail(lease, { messageId, code, error, at: clock.now() })
    if (change !== null) onChange(change)
  }

  const pace = (line: Line): Promise<void> => {
    const now = clock.now()
    const waitMs = nextSendAt(lastSendAt, pacing, now) - now
    return waitMs > 0 ? pause(clock, waitMs, line.signal, stopping.signal) : Promise.resolve()
  }

  const loopEnds = async (): Promise<void> => {
    const ended = new AbortController()
    await Promise.race([loop.then(() => ended.abort()), pause(clock, stopMs, ended.signal)])
  }

  const offline = () => {
    current?.abort()
    current = null
  }

  return {
    online: (connection) => {
      offline()
      current = new AbortController()
      const line = { connection, signal: current.signal }
      loop = loop.then(() => run(line))
    },
    offline,
    wake: bell.ring,
    arrived: acknowledgements.arrived,
    stop: async () => {
      stopping.abort()
      await loopEnds()
      offline()
    },
    idle: loopEnds,
  }
}

const unknownOutcome = (attempts: number): string =>
  `WhatsApp did not acknowledge the message after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; it may have arrived.`
