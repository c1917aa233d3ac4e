import type { Logger } from '../logger.ts'
import type { CloseReason, ConnectionEvent } from '../transport/transport.ts'
import type { Linking } from './linking.ts'
import type { OwnedRow } from './owned-row.ts'
import { linkedClosePolicy, reconnectDelayMs } from './reconnect-policy.ts'
import type { Reconnection } from './reconnection.ts'

/** The longest pause before another try to link: somebody stands there and waits for a code. */
const longestLinkingPauseMs = 10_000

/** The last event of a line. */
export type ClosedEvent = Extract<ConnectionEvent, { readonly type: 'closed' }>

/** Deals with the ends of one instance's lines. */
export interface LineEnd {
  /** From the moment a line closed until its end was dealt with: nothing new begins in between. */
  readonly isBeingHandled: boolean
  /** A line closed. */
  hear(event: ClosedEvent): void
}

/** Builds what follows on the end of a line: the row says why, and it is tried again as the policy says. */
export const createLineEnd = (input: {
  readonly instanceId: number
  readonly row: OwnedRow
  readonly linking: Linking
  readonly reconnection: Reconnection
  readonly random: () => number
  readonly logger: Logger
  /** Called first: nothing more can be sent. */
  readonly onOffline: () => void
  /** Runs a step in the owner's order. */
  readonly enqueue: (step: () => Promise<void>) => void
}): LineEnd => {
  const { instanceId, row, linking, reconnection, random, logger, onOffline, enqueue } = input
  let isBeingHandled = false

  const logClose = ({ reason, detail }: ClosedEvent): void => {
    const facts = { instanceId, reason, detail }
    if (isExpected(reason)) logger.debug(facts, 'A line to WhatsApp closed.')
    else logger.warn(facts, 'A line to WhatsApp closed.')
  }

  const afterLinking = async (reason: CloseReason, failures: number): Promise<void> => {
    const next = await linking.afterRound(reason)
    const pauseMs = Math.min(longestLinkingPauseMs, reconnectDelayMs('backoff', failures, random()) ?? 0)
    if (next !== 'ended') reconnection.after(next === 'again' ? 0 : pauseMs)
  }

  const afterLogin = async (reason: CloseReason, failures: number): Promise<void> => {
    const policy = linkedClosePolicy[reason]
    await row.update({ status: policy.status, statusReason: policy.statusReason, isLinked: !policy.unlinks })
    reconnection.after(reconnectDelayMs(policy.reconnect, failures, random()))
  }

  return {
    get isBeingHandled() {
      return isBeingHandled
    },
    hear: (event) => {
      const { reason } = event
      isBeingHandled = true
      // It is counted once, however often it takes until what follows from it is stored.
      let failures = 0
      enqueue(async () => {
        onOffline()
        logClose(event)
        failures = reconnection.closed(reason)
      })
      enqueue(async () => {
        if (row.latest.isLinked) await afterLogin(reason, failures)
        else await afterLinking(reason, failures)
        isBeingHandled = false
      })
    },
  }
}

const isExpected = (reason: CloseReason): boolean =>
  reason === 'closed_by_us' || reason === 'restart_required' || reason === 'qr_expired'
