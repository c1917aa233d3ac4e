import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import { isKnown } from '../pacing/admission.ts'
import type { RestrictionHappening } from '../queue/restriction-state.ts'
import { isHeld, nextRestriction, openStatus } from '../queue/restriction-state.ts'
import type { Restriction } from '../storage/instance-record.ts'
import type { Lease } from '../storage/lease.ts'
import type { Storage } from '../storage/storage.ts'
import type { AccountRestriction, Connection } from '../transport/transport.ts'
import type { OwnedRow } from './owned-row.ts'

/** The longest that is slept at a time: no timer can be set for many days. */
const longestSleepMs = 6 * 3_600_000
/** How long it may take to ask WhatsApp whether a restriction is over: nobody new is written to meanwhile. */
const askingMs = 60_000

/** Keeps one number to what WhatsApp allows it, over restarts: the row holds all that is known. */
export interface RestrictionKeeper {
  /** Until when only known recipients are written to; null while everybody is. */
  strangersUntil(): number | null
  /** Tells whether somebody may be written to now. */
  mayWriteTo(recipient: string): Promise<boolean>
  /** Gives what the row is to say after a refusal that restricts the number. */
  afterRefusal(): Restriction
  /** Takes note of a refusal that is stored, and asks WhatsApp until when it holds. */
  refused(): Promise<void>
  /** WhatsApp told by itself. */
  told(restriction: AccountRestriction | null): Promise<void>
  /** WhatsApp has taken a message to somebody. */
  taken(recipient: string): Promise<void>
  /** The number is on the line: what is known of a restriction may be out of date. */
  opened(): void
  stop(): void
}

/** Builds the keeper of one owned instance. */
export const createRestrictionKeeper = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly row: OwnedRow
  readonly connection: () => Connection | null
  /** Runs a step in the owner's order. */
  readonly enqueue: (step: () => Promise<void>) => void
  /** Called when somebody may be written to who could not be before. */
  readonly onEased: () => void
}): RestrictionKeeper => {
  const { lease, storage, clock, logger, row, connection, enqueue, onEased } = input
  let cancelSleep: () => void = () => undefined
  let isAsking = false

  /** What is over holds until WhatsApp was asked. */
  const strangersUntil = (): number | null => {
    const { restriction } = row.latest
    if (!isHeld(restriction)) return null
    return Math.max(restriction.until ?? 0, clock.now() + askingMs)
  }

  const happen = async (happening: RestrictionHappening): Promise<void> => {
    const before = row.latest.restriction
    const after = nextRestriction(before, happening, clock.now())
    await show(after)
    if (isHeld(before) && !isHeld(after)) await letGo()
    sleep()
  }

  /** The status follows only where the number is on the line: any other says more. */
  const show = async (restriction: Restriction | null): Promise<void> => {
    const { status } = row.latest
    const isOpen = status === 'connected' || status === 'restricted'
    const shown = isOpen ? openStatus(restriction) : status
    if (restriction === row.latest.restriction && shown === status) return
    await row.update({ restriction, status: shown })
  }

  const letGo = async (): Promise<void> => {
    while ((await storage.messages.release(lease, 'restricted')) > 0);
    onEased()
  }

  const sleep = (): void => {
    cancelSleep()
    const { restriction } = row.latest
    if (!isHeld(restriction) || restriction.until === null) return
    const leftMs = Math.max(0, restriction.until - clock.now())
    cancelSleep = clock.after(Math.min(leftMs, longestSleepMs), () => enqueue(awake))
  }

  /** WhatsApp may have made it longer: that is asked before anybody new is written to. */
  const awake = async (): Promise<void> => {
    const { restriction } = row.latest
    if (isHeld(restriction) && restriction.until !== null && restriction.until <= clock.now()) ask()
    else sleep()
  }

  /**
   * Asks aside, because what WhatsApp says of messages must not wait for an answer. That nothing is held says nothing after
   * a refusal: the refusal outweighs it.
   */
  const ask = (): void => {
    const line = connection()
    if (isAsking || line === null) return
    isAsking = true
    line
      .restriction()
      .catch((cause: unknown) => {
        logger.debug({ instanceId: lease.instanceId, error: errorFacts(cause) }, 'WhatsApp tells no restriction.')
        return null
      })
      .then((answer) => {
        isAsking = false
        enqueue(async () => {
          if (answer !== null) await happen({ kind: 'told', ...answer })
          await happen({ kind: 'passed' })
        })
      })
      // Both steps above take care of their own failures.
      .catch(() => undefined)
  }

  return {
    strangersUntil,
    mayWriteTo: async (recipient) => {
      if (strangersUntil() === null) return true
      const known = await storage.recipients.get(lease.instanceId, recipient)
      return isKnown(known?.lastInboundAt ?? null, clock.now())
    },
    afterRefusal: () => nextRestriction(row.latest.restriction, { kind: 'refused' }, clock.now()) as Restriction,
    refused: async () => {
      await happen({ kind: 'refused' })
      ask()
    },
    told: async (restriction) => {
      if (restriction === null) await happen({ kind: 'lifted' })
      else await happen({ kind: 'told', ...restriction })
      if (restriction?.until === null) ask()
    },
    taken: async (recipient) => {
      if (row.latest.restriction?.isProbing !== true) return
      const known = await storage.recipients.get(lease.instanceId, recipient)
      if (!isKnown(known?.lastInboundAt ?? null, clock.now())) await happen({ kind: 'taken' })
    },
    opened: () => {
      if (isHeld(row.latest.restriction)) ask()
    },
    stop: () => cancelSleep(),
  }
}
