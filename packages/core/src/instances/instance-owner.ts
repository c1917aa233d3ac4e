import PQueue from 'p-queue'
import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { RunnerOptions } from '../queue/runner.ts'
import { createRunner } from '../queue/runner.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { Lease } from '../storage/lease.ts'
import type { MessageChange } from '../storage/message-store.ts'
import type { Storage } from '../storage/storage.ts'
import { isStorageError } from '../storage/storage-error.ts'
import type { CloseReason, ConnectionEvent, Transport } from '../transport/transport.ts'
import { createLine } from './line.ts'
import { createLinking, noCodesWanted } from './linking.ts'
import { createOwnedRow } from './owned-row.ts'
import type { ProofEvent } from './proof.ts'
import { createProofKeeper, isProof } from './proof.ts'
import { failuresAfterClose, linkedClosePolicy, reconnectDelayMs } from './reconnect-policy.ts'
import { unlinkAtWhatsApp } from './unlinking.ts'

/** What an owner shares with the owners of other instances. */
export interface OwnerContext {
  readonly storage: Storage
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  /** Bounds how many numbers connect at the same time. */
  readonly connecting: PQueue
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
  /** Ends all work and keeps the link; resolves when nothing runs any more. */
  stop(): Promise<void>
  /** Lets go at once, because another owner has the instance: nothing of it may be touched any more. */
  abandon(): Promise<void>
}

/** Takes over one instance whose row was just read. `onGone` is called once there is nothing left to own. */
export const createInstanceOwner = (
  lease: Lease,
  found: InstanceRecord,
  context: OwnerContext,
  onGone: () => void,
): InstanceOwner => {
  const { storage, clock, random, logger } = context
  const { instanceId } = lease
  // Everything that changes the row or the line happens here, one thing after the other.
  const lane = new PQueue({ concurrency: 1 })
  const row = createOwnedRow({ lease, storage, clock, row: found, onStatus: context.onInstanceStatus })
  let isEnding = false
  let failures = 0
  let openedAt: number | null = null
  let cancelReconnect: (() => void) | null = null

  const runner = createRunner({
    ...context.runner,
    lease,
    storage,
    clock,
    random,
    logger,
    lastSendAt: found.lastSendAt,
    onChange: context.onMessageChange,
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
    options: {
      instanceId,
      credentials: {
        read: (type, ids) => storage.credentials.read(instanceId, type, ids),
        write: (changes) => storage.credentials.write(lease, changes),
      },
      storedMessage: (waMessageId) => storage.messages.built(instanceId, waMessageId),
    },
    onEvent: (event) => {
      if (isProof(event)) inOrder(() => keepProof(event))
      else enqueue(() => handle(event))
    },
  })

  /** Runs one step in order, unless there is nothing left to do but to end. */
  const enqueue = (step: () => Promise<void>): void => inOrder(async () => (isEnding ? undefined : step()))

  /** Runs one step in order. A fault of the storage costs the line: what WhatsApp said is asked for again at the next login. */
  const inOrder = (step: () => Promise<void>): void => {
    lane
      .add(() => step().catch(afterFault))
      .catch((cause: unknown) => {
        logger.error({ instanceId, error: errorFacts(cause) }, 'A fault of an instance could not be mended.')
      })
  }

  const afterFault = async (cause: unknown): Promise<void> => {
    if (isStorageError(cause) && cause.code === 'stale_lease') {
      void abandon()
      return
    }
    logger.error({ instanceId, error: errorFacts(cause) }, 'A step of an instance failed; its line is opened anew.')
    if (isEnding) return
    failures += 1
    reconnectAfter(reconnectDelayMs('backoff', failures, random()))
    await line.connection?.close('timed_out')
  }
  const linking = createLinking({ row, line, clock, logger, enqueue, onQr: context.onQr })

  const handle = async (event: Exclude<ConnectionEvent, ProofEvent>): Promise<void> => {
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
        openedAt = clock.now()
        await row.update({
          ...noCodesWanted,
          isLinked: true,
          phone: event.phone,
          status: 'connected',
          statusReason: null,
          connectedAt: openedAt,
        })
        return
      case 'caught_up':
        if (line.connection !== null) runner.online(line.connection)
        return
      case 'closed':
        runner.offline()
        await afterClose(event.reason)
    }
  }

  const afterClose = async (reason: CloseReason): Promise<void> => {
    const openForMs = openedAt === null ? null : clock.now() - openedAt
    openedAt = null
    failures = reason === 'restart_required' ? 0 : failuresAfterClose(failures, openForMs)
    if (!row.latest.isLinked) {
      const next = await linking.afterRound(reason)
      if (next !== 'ended') reconnectAfter(next === 'again' ? 0 : reconnectDelayMs('backoff', failures, random()))
      return
    }
    const policy = linkedClosePolicy[reason]
    if (policy.unlinks) await storage.credentials.clear(lease)
    await row.update({ status: policy.status, statusReason: policy.statusReason, isLinked: !policy.unlinks })
    reconnectAfter(reconnectDelayMs(policy.reconnect, failures, random()))
  }

  const reconnectAfter = (delayMs: number | null): void => {
    if (delayMs === null) return
    cancelReconnect?.()
    cancelReconnect = clock.after(delayMs, () => {
      cancelReconnect = null
      enqueue(connect)
    })
  }

  const connect = async (): Promise<void> => {
    if (!row.latest.isLinked) {
      await linking.offer()
      return
    }
    await row.update({ status: 'connecting', statusReason: null })
    line.open('login')
  }

  const look = async (): Promise<void> => {
    const fresh = await row.reload()
    if (fresh === null) return
    if (fresh.deletedAt !== null) {
      isEnding = true
      void unlink()
      return
    }
    if (line.isBusy || cancelReconnect !== null) linking.givePairingCode()
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
      logger.warn({ instanceId, error: errorFacts(cause) }, 'A deleted instance is purged at the next start.')
    }
    onGone()
  }

  const end = async (): Promise<void> => {
    isEnding = true
    cancelReconnect?.()
    await runner.stop()
  }

  const abandon = async (): Promise<void> => {
    isEnding = true
    cancelReconnect?.()
    runner.offline()
    await line.close()
    onGone()
  }

  enqueue(begin)

  return {
    look: () => enqueue(look),
    wake: runner.wake,
    stop: async () => {
      await end()
      await line.close()
      await runner.idle()
      await lane.onIdle()
      const { isLinked, status } = row.latest
      if (!isLinked || (status !== 'connected' && status !== 'connecting')) return
      await row.update({ status: 'disconnected', statusReason: 'stopped' }).catch((cause: unknown) => {
        logger.warn({ instanceId, error: errorFacts(cause) }, 'The stop of an instance could not be noted.')
      })
    },
    abandon,
  }
}
