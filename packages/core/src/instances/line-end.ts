import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { InstancePatch } from '../storage/instance-record.ts'
import type { Disconnect } from '../transport/disconnects.ts'
import type { ClosedEvent, CloseReason } from '../transport/transport.ts'
import type { Linking } from './linking.ts'
import type { OwnedRow } from './owned-row.ts'
import type { CloseHistory } from './reconnect-policy.ts'
import { disconnectAfter, reconnectDelayMs } from './reconnect-policy.ts'
import type { Reconnection } from './reconnection.ts'
import { toBan } from './temporary-ban.ts'
import type { VersionKeeper } from './version-keeper.ts'

/** The longest pause before another try to link: somebody stands there and waits for a code. */
const longestLinkingPauseMs = 10_000

/** Deals with the ends of one instance's lines. */
export interface LineEnd {
  /** From the moment a line closed until its end was dealt with: nothing new begins in between. */
  readonly isBeingHandled: boolean
  /** A line closed. */
  hear(event: ClosedEvent): void
}

/** Builds what follows on the end of a line: the row says why, and it is tried again as the table says. */
export const createLineEnd = (input: {
  readonly instanceId: number
  readonly row: OwnedRow
  readonly linking: Linking
  readonly reconnection: Reconnection
  readonly versions: VersionKeeper
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  /** Called first: nothing more can be sent. */
  readonly onOffline: () => void
  /** Runs a step in the owner's order. */
  readonly enqueue: (step: () => Promise<void>) => void
}): LineEnd => {
  const { instanceId, row, linking, reconnection, versions, clock, random, logger, onOffline, enqueue } = input
  let isBeingHandled = false

  const logClose = ({ reason, detail }: ClosedEvent): void => {
    const facts = { instanceId, reason, detail }
    if (isExpected(reason)) logger.debug(facts, 'A line to WhatsApp closed.')
    else logger.warn(facts, 'A line to WhatsApp closed.')
  }

  const afterLinking = async (event: ClosedEvent, failures: number): Promise<void> => {
    const next = await linking.afterRound(event.reason)
    const pauseMs = Math.min(longestLinkingPauseMs, reconnectDelayMs('backoff', { failures, random: random() }) ?? 0)
    if (next !== 'ended') reconnection.after(next === 'again' ? 0 : pauseMs)
  }

  const afterLogin = async ({ retryAfterMs }: ClosedEvent, policy: Disconnect, failures: number): Promise<void> => {
    const { status, statusReason, unlinks, reconnect } = policy
    const delayMs = reconnectDelayMs(reconnect, { failures, random: random(), retryAfterMs })
    const patch: InstancePatch = { status, statusReason, isLinked: !unlinks }
    const restriction = reconnect === 'when_allowed' ? toBan(row.latest, clock.now(), delayMs ?? 0) : undefined
    await row.update(restriction === undefined ? patch : { ...patch, restriction })
    reconnection.after(delayMs)
  }

  const settle = async (event: ClosedEvent, history: CloseHistory): Promise<void> => {
    if (row.latest.isLinked) await afterLogin(event, disconnectAfter(event.reason, history), history.failures)
    else await afterLinking(event, history.failures)
    isBeingHandled = false
  }

  /** There is a later version: the same again with that one. */
  const connectAnew = async (): Promise<void> => {
    if (row.latest.isLinked) await row.update({ status: 'connecting', statusReason: null })
    isBeingHandled = false
    reconnection.after(0)
  }

  /** Asking for a later version takes its time, and nobody waits for it in the owner's lane. */
  const findVersion = async (refused: ClosedEvent['version']): Promise<boolean> =>
    refused !== undefined && (await versions.replace(refused))

  return {
    get isBeingHandled() {
      return isBeingHandled
    },
    hear: (event) => {
      isBeingHandled = true
      enqueue(async () => {
        onOffline()
        logClose(event)
        // It is counted once, however often it takes until what follows from it is stored.
        const history = reconnection.closed(event.reason)
        if (event.reason !== 'client_outdated') enqueue(() => settle(event, history))
        else
          void findVersion(event.version).then((isFound) =>
            enqueue(isFound ? connectAnew : () => settle(event, history)),
          )
      })
    },
  }
}

const isExpected = (reason: CloseReason): boolean =>
  reason === 'closed_by_us' || reason === 'restart_required' || reason === 'qr_expired'
