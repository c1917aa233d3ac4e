import { errorFacts } from '../errors/error-facts.ts'
import type { HeldReason } from '../pacing/held-reasons.ts'
import type { QueueLimits } from '../pacing/pacing-rules.ts'
import type { MessageRecord } from '../storage/message-record.ts'
import type { ClaimOutcome } from '../storage/message-store.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { Connection } from '../transport/transport.ts'
import type { Word } from './acknowledgements.ts'
import { createAddressBook } from './address-book.ts'
import { createDelivery } from './delivery.ts'
import { createLinePatience } from './line-patience.ts'
import { createLookupPace } from './lookup-pace.ts'
import { createNotice } from './notice.ts'
import type { OpenLine } from './open-line.ts'
import { goesOn } from './open-line.ts'
import { createOvertaking } from './overtaking.ts'
import { createPaceKeeper } from './pace-keeper.ts'
import type { Prepared } from './preparation.ts'
import { createPreparation } from './preparation.ts'
import { toRateLimit } from './rate-limit.ts'
import type { RunnerOptions } from './runner-options.ts'
import { createBell, pause } from './waiting.ts'
import { createWantedLookups } from './wanted-lookups.ts'

/** How often an idle queue looks by itself: signals may be lost, rows never. */
const slowPollMs = 15_000
/** Why messages wait because of the pacing, or behind one that does. */
const pacedReasons: readonly HeldReason[] = ['first_contacts_cap', 'recipient_gap', 'order']
/** The pause after a fault of the storage. */
const storageFaultMs = 1_000
/** How long a stop waits for the acknowledgement of a message that was written, and then for what still runs to end. */
const stopMs = 5_000

/** Sends the queue of one owned instance, one message at a time. */
export interface Runner {
  /** The line is open and its backlog taken: settles what was in flight, then goes on with the queue. */
  online(connection: Connection): void
  /** The line is gone: what is in flight stays `sending`. */
  offline(): void
  /** Whether nothing is due and nothing on its way. */
  isIdle(): boolean
  /** Something may be due. */
  wake(): void
  /** Somebody may want to know of a number. */
  wakeLookups(): void
  /** There is another pacing: whatever waits because of the one before is judged anew. */
  repace(): Promise<void>
  /** WhatsApp's word on an id came. */
  arrived(waMessageId: string, word: Word): void
  /** Ends the work on this line as {@link Runner.stop} does; it goes on with the next one. */
  rest(): Promise<void>
  /**
   * Starts nothing new and waits a few seconds for the message that may have been written. One that is only being prepared
   * is left queued: whoever owns the instance next does not wait for it.
   */
  stop(): Promise<void>
  /** Resolves once nothing runs any more, or after a few seconds; for after `stop` and the end of the connection. */
  idle(): Promise<void>
}

/** Builds the runner of one instance. */
export const createRunner = (options: RunnerOptions): Runner => {
  const { lease, storage, clock, random, logger, onChange } = options
  const bell = createBell(clock)
  const repaced = createNotice()
  const pace = createPaceKeeper({ ...options, repaced })
  const lookups = createLookupPace({ ...options, repaced })
  const limits = (): QueueLimits => ({ ...options.pacing(), strangersUntil: options.restriction.strangersUntil() })
  const claim = (): Promise<ClaimOutcome> => storage.messages.claim(lease, clock.now(), limits())
  const overtaking = createOvertaking({ bell, claim })
  let current: { readonly gone: AbortController; readonly stopping: AbortController } | null = null
  let isStopped = false
  let isIdle = true
  // From the moment a message is to become `sending` until WhatsApp's word on it.
  let isWriting = false
  // One loop after the other: a new line's loop begins when the old line's has ended.
  let loop: Promise<void> = Promise.resolve()
  // The part of it that writes messages.
  let sending: Promise<void> = Promise.resolve()

  const fail = async (messageId: number, code: string, error: string): Promise<void> => {
    const change = await storage.messages.fail(lease, { messageId, code, error, at: clock.now() })
    if (change !== null) onChange(change)
  }

  const patience = createLinePatience({
    clock,
    random,
    rateLimit: toRateLimit(options.holds),
    onPause: options.onPause,
  })
  const delivery = createDelivery({
    lease,
    storage,
    clock,
    logger,
    pace,
    patience,
    onUnknown: options.onUnknown,
    isHeld: options.isHeld,
    mayWriteTo: options.restriction.mayWriteTo,
    fail,
  })
  const preparation = createPreparation({
    lease,
    storage,
    clock,
    random,
    addresses: createAddressBook({ lease, storage, clock, take: lookups.take }),
    build: options.prepare,
    patience,
    fail,
  })

  const wanted = createWantedLookups({
    lease,
    storage,
    clock,
    logger,
    addresses: createAddressBook({ lease, storage, clock, take: lookups.takeSpare }),
    patience,
    settled: pace.settled,
    onLeaseLost: options.onLeaseLost,
  })

  const run = async (line: OpenLine): Promise<void> => {
    while (goesOn(line)) {
      try {
        await settleUnsettled(line)
        while (goesOn(line)) {
          await sendNext(line)
          // Somebody may be written to again who could not be before.
          if (delivery.hasWaiting()) await settleUnsettled(line)
        }
      } catch (cause) {
        if (isStorageError(cause) && cause.code === 'stale_lease') {
          options.onLeaseLost()
          return
        }
        const facts = { instanceId: lease.instanceId, error: errorFacts(cause) }
        logger.error(facts, 'The queue met a fault and tries again.')
        await pause(clock, storageFaultMs, line.gone, line.stopping)
      }
    }
  }

  /** What a lost owner or a lost line left `sending` goes first, oldest first, before anything new. */
  const settleUnsettled = async (line: OpenLine): Promise<void> => {
    await whileWriting(() => delivery.settle(line))
  }

  const sendNext = async (line: OpenLine): Promise<void> => {
    await patience.wait(line)
    await pace.wait(line)
    if (!goesOn(line)) return
    const claimed = await claim()
    switch (claimed.kind) {
      case 'idle':
        await waitUntil(claimed.nextAt, line)
        return
      case 'held':
        await waitUntil(claimed.until, line)
        return
      case 'expired':
        claimed.changes.forEach(onChange)
        return
      case 'again':
        return
      case 'message':
        isIdle = false
        await sendClaimed(claimed.message, line)
    }
  }

  const waitUntil = async (at: number | null, line: OpenLine): Promise<void> => {
    const waitMs = at === null ? slowPollMs : Math.max(0, at - clock.now())
    isIdle = true
    await bell.wait(Math.min(slowPollMs, waitMs), line.gone, line.stopping)
  }

  const sendClaimed = async (message: MessageRecord, line: OpenLine): Promise<void> => {
    const prepared = await overtaking.unlessOvertaken(message, line, (own) => preparation.prepare(message, own))
    if (prepared === null || !goesOn(line)) return
    await whileWriting(() => write(message, prepared, line))
  }

  const write = async (message: MessageRecord, { address, built }: Prepared, line: OpenLine): Promise<void> => {
    const input = { messageId: message.id, address, built, at: clock.now(), limits: limits() }
    const change = await storage.messages.markSending(lease, input)
    // It was cancelled meanwhile, or has to wait after all.
    if (change === null) return
    onChange(change)
    if (change.after.status !== 'sending') return
    pace.wrote()
    await delivery.write(change.after, address, built, line)
  }

  const whileWriting = async (work: () => Promise<void>): Promise<void> => {
    isWriting = true
    try {
      await work()
    } finally {
      isWriting = false
    }
  }

  const ends = async (work: Promise<void>): Promise<void> => {
    const ended = new AbortController()
    await Promise.race([work.then(() => ended.abort()), pause(clock, stopMs, ended.signal)])
  }

  const offline = () => {
    current?.gone.abort()
    current = null
  }

  const rest = async (): Promise<void> => {
    current?.stopping.abort()
    if (isWriting) await ends(sending)
    offline()
  }

  return {
    online: (connection) => {
      offline()
      if (isStopped) return
      const gone = new AbortController()
      const stopping = new AbortController()
      current = { gone, stopping }
      const line = { connection, gone: gone.signal, stopping: stopping.signal }
      pace.settle()
      loop = loop.then(async () => {
        sending = run(line)
        await Promise.all([sending, wanted.run(line)])
      })
    },
    offline,
    isIdle: () => isIdle,
    wake: bell.ring,
    wakeLookups: wanted.wake,
    repace: async () => {
      for (const reason of pacedReasons) while ((await storage.messages.release(lease, reason)) > 0);
      repaced.tell()
      bell.ring()
    },
    arrived: delivery.arrived,
    rest,
    stop: async () => {
      isStopped = true
      await rest()
    },
    idle: () => ends(loop),
  }
}
