import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { RunnerOptions } from '../queue/runner.ts'
import { createRunner } from '../queue/runner.ts'
import { pause } from '../queue/waiting.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import type { CloseReason, ConnectionEvent, Transport } from '../transport/transport.ts'
import type { ConnectBudget } from './connect-budget.ts'
import { createLine } from './line.ts'
import { createLinking, noCodesWanted } from './linking.ts'
import { createOwnedRow } from './owned-row.ts'
import { createPatientCredentials } from './patient-credentials.ts'
import type { ProofEvent } from './proof.ts'
import { createProofKeeper, isProof } from './proof.ts'
import { linkedClosePolicy, reconnectDelayMs } from './reconnect-policy.ts'
import { createReconnection } from './reconnection.ts'
import { createStepLane } from './step-lane.ts'
import { unlinkAtWhatsApp } from './unlinking.ts'

/** How long the end of the offline backlog is waited for after a login. */
const backlogMs = 60_000
/** How long a stop waits for a line to close. */
const closeMs = 10_000
/** The longest pause before another try to link: somebody stands there and waits for a code. */
const longestLinkingPauseMs = 10_000

/** What an owner shares with the owners of other instances. */
export interface OwnerContext {
  readonly storage: Storage
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  readonly connecting: ConnectBudget
  readonly runner: Pick<RunnerOptions, 'pacing' | 'prepare'>
  readonly onMessageChange: (change: MessageChange) => void
  readonly onInstanceStatus: (row: InstanceRecord) => void
  readonly onQr: (row: InstanceRecord, qr: string, expiresAt: number) => void
}

/** Acts for one instance while the lease holds: its line, its link, its queue. */
export interface InstanceOwner {
  /** The row may have changed: somebody asks for a code, or deleted the instance. */
  look(): void
  /** Messages may wait. */
  wake(): void
  /** Whether nothing is on its way here, so that another process could take the instance without anybody waiting. */
  isIdle(): boolean
  /** Ends all work and keeps the link; resolves when nothing runs any more. */
  stop(): Promise<void>
  /** Lets go at once, because another owner has the instance: nothing of it may be touched any more. */
  abandon(): Promise<void>
}

/** What an owner begins with. */
export interface OwnedInstance {
  readonly lease: Lease
  /** The row as it was just read. */
  readonly found: InstanceRecord
  readonly context: OwnerContext
  /** Whether the last owner handed the instance over, so that it connects at once. */
  readonly isHandedOver: boolean
  /** Whether the lease surely still holds: nothing may leave once it does not. */
  readonly isHeld: () => boolean
}

/** Takes over one instance. `onGone` is called once there is nothing left to own. */
export const createInstanceOwner = (
  { lease, found, context, isHandedOver, isHeld }: OwnedInstance,
  onGone: () => void,
): InstanceOwner => {
  const { storage, clock, random, logger } = context
  const { instanceId } = lease
  // Everything that changes the row or the line happens here, one thing after the other.
  const lane = createStepLane({ instanceId, clock, logger, onLeaseLost: () => void abandon() })
  const row = createOwnedRow({ lease, storage, clock, row: found, onStatus: context.onInstanceStatus })
  let isEnding = false
  const ended = new AbortController()
  // From the moment a line closed until its end was dealt with: nothing new begins in between.
  let isClosing = false
  let isFirstConnect = true
  let cancelBacklogWait: () => void = () => undefined

  const runner = createRunner({
    ...context.runner,
    lease,
    storage,
    clock,
    random,
    logger,
    lastSendAt: found.lastSendAt,
    onChange: context.onMessageChange,
    isHeld,
    onLeaseLost: () => void abandon(),
  })
  const keepProof = createProofKeeper({
    lease,
    storage,
    onChange: context.onMessageChange,
    onArrived: runner.arrived,
  })
  const line = createLine({
    transport: context.transport,
    connecting: context.connecting,
    mayConnect: isHeld,
    options: {
      instanceId,
      credentials: createPatientCredentials({ lease, storage, clock, isHeld, signal: ended.signal }),
      storedMessage: (waMessageId) => storage.messages.built(instanceId, waMessageId),
    },
    onEvent: (event) => {
      if (isProof(event)) lane.add(() => keepProof(event))
      else if (event.type === 'closed') hearClose(event)
      else enqueue(() => handle(event))
    },
  })

  /** Runs one step in order, unless there is nothing left to do but to end. */
  const enqueue = (step: () => Promise<void>): void => lane.add(async () => (isEnding ? undefined : step()))

  const reconnection = createReconnection({ clock, connect: () => enqueue(connect) })
  const linking = createLinking({ row, line, clock, logger, enqueue, onQr: context.onQr })

  const handle = async (event: Exclude<ConnectionEvent, ProofEvent | ClosedEvent>): Promise<void> => {
    switch (event.type) {
      case 'qr':
        await linking.showCode(event.qr, event.lifeMs)
        return
      case 'linked':
        await row.update({
          ...noCodesWanted,
          isLinked: true,
          phone: event.phone,
          status: 'connecting',
          statusReason: null,
        })
        return
      case 'open':
        awaitBacklog()
        await row.update({
          ...noCodesWanted,
          isLinked: true,
          phone: event.phone,
          status: 'connected',
          statusReason: null,
          connectedAt: reconnection.opened(),
        })
        return
      case 'caught_up':
        goOnline()
    }
  }

  /** A close is counted once, however often it takes until what follows from it is stored. */
  const hearClose = ({ reason, detail }: ClosedEvent): void => {
    isClosing = true
    let failures = 0
    enqueue(async () => {
      cancelBacklogWait()
      runner.offline()
      logClose(reason, detail)
      failures = reconnection.closed(reason)
    })
    enqueue(async () => {
      await afterClose(reason, failures)
      isClosing = false
    })
  }

  const logClose = (reason: CloseReason, detail: string): void => {
    const facts = { instanceId, reason, detail }
    if (isExpectedClose(reason)) logger.debug(facts, 'A line to WhatsApp closed.')
    else logger.warn(facts, 'A line to WhatsApp closed.')
  }

  const goOnline = (): void => {
    cancelBacklogWait()
    if (line.connection !== null) runner.online(line.connection)
  }

  /** A server that never says that the backlog has ended must not hold the queue for ever. */
  const awaitBacklog = (): void => {
    cancelBacklogWait()
    cancelBacklogWait = clock.after(backlogMs, () => enqueue(async () => goOnline()))
  }

  const afterClose = async (reason: CloseReason, failures: number): Promise<void> => {
    if (!row.latest.isLinked) {
      const next = await linking.afterRound(reason)
      const pauseMs = Math.min(longestLinkingPauseMs, reconnectDelayMs('backoff', failures, random()) ?? 0)
      if (next !== 'ended') reconnection.after(next === 'again' ? 0 : pauseMs)
    } else {
      const policy = linkedClosePolicy[reason]
      await row.update({ status: policy.status, statusReason: policy.statusReason, isLinked: !policy.unlinks })
      reconnection.after(reconnectDelayMs(policy.reconnect, failures, random()))
    }
  }

  const connect = async (): Promise<void> => {
    if (line.isBusy || isClosing) return
    if (!row.latest.isLinked) {
      await linking.offer()
      return
    }
    // Without the lease this throws: whoever was replaced by another process does not come back.
    await row.update({ status: 'connecting', statusReason: null })
    line.open('login', isFirstConnect && isHandedOver)
    isFirstConnect = false
  }

  const look = async (): Promise<void> => {
    const fresh = await row.reload()
    if (fresh === null) return
    if (fresh.deletedAt !== null) {
      isEnding = true
      void unlink()
      return
    }
    if (line.isBusy || isClosing || reconnection.isPending) linking.givePairingCode()
    else if (!fresh.isLinked) await linking.offer()
  }

  const begin = async (): Promise<void> => {
    const { isLinked, deletedAt } = row.latest
    if (deletedAt !== null) await look()
    else if (isLinked) await connect()
    else {
      // A code of an owner that is gone cannot be scanned any more.
      await row.update({ qr: null, qrExpiresAt: null, pairingCode: null })
      await look()
    }
  }

  /** The instance was deleted: tells WhatsApp and forgets everything. */
  const unlink = async (): Promise<void> => {
    await end()
    if (row.latest.isLinked) await unlinkAtWhatsApp({ line, clock, logger, instanceId })
    await line.close()
    await runner.idle()
    try {
      await storage.instances.purge(lease)
    } catch (cause) {
      logger.warn({ instanceId, error: errorFacts(cause) }, 'A deleted instance will be purged later.')
    }
    onGone()
  }

  const end = async (): Promise<void> => {
    isEnding = true
    ended.abort()
    lane.end()
    reconnection.cancel()
    cancelBacklogWait()
    await runner.stop()
  }

  const abandon = async (): Promise<void> => {
    isEnding = true
    ended.abort()
    lane.abandon()
    reconnection.cancel()
    cancelBacklogWait()
    runner.offline()
    await line.close()
    onGone()
  }

  enqueue(begin)

  return {
    look: () => enqueue(look),
    wake: runner.wake,
    isIdle: () => (row.latest.isLinked ? runner.isIdle() : !line.isBusy),
    stop: async () => {
      await end()
      // Whatever hangs in there, a stop comes to its end.
      const closed = new AbortController()
      await Promise.race([line.close().then(() => closed.abort()), pause(clock, closeMs, closed.signal)])
      await runner.idle()
      await lane.idle()
      const { isLinked, status } = row.latest
      if (!isLinked || (status !== 'connected' && status !== 'connecting')) return
      await row.update({ status: 'disconnected', statusReason: 'stopped' }).catch((cause: unknown) => {
        logger.warn({ instanceId, error: errorFacts(cause) }, 'The stop of an instance could not be noted.')
      })
    },
    abandon,
  }
}

type ClosedEvent = Extract<ConnectionEvent, { readonly type: 'closed' }>

const isExpectedClose = (reason: CloseReason): boolean =>
  reason === 'closed_by_us' || reason === 'restart_required' || reason === 'qr_expired'
