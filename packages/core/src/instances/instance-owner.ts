import { errorFacts } from '../errors/error-facts.ts'
import { createRunner } from '../queue/runner.ts'
import { pause } from '../queue/waiting.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { ConnectionEvent } from '../transport/transport.ts'
import { createBacklogWait } from './backlog-wait.ts'
import { createLine } from './line.ts'
import { createLineEnd } from './line-end.ts'
import { createNewsKeeper } from './line-news.ts'
import { createLinking } from './linking.ts'
import type { OwnedInstance } from './owned-instance.ts'
import { createOwnedRow } from './owned-row.ts'
import { createPatientCredentials } from './patient-credentials.ts'
import { createProofKeeper, isProof } from './proof.ts'
import { mayStartRound, recentRounds } from './qr-rounds.ts'
import { createReconnection } from './reconnection.ts'
import { createRestrictionKeeper } from './restriction-keeper.ts'
import { createStepLane } from './step-lane.ts'
import { banLeftMs } from './temporary-ban.ts'
import { unlinkAtWhatsApp } from './unlinking.ts'
import { createWishes } from './wishes.ts'

/** How long a stop waits for a line to close. */
const closeMs = 10_000

/** Acts for one instance while the lease holds: its line, its link, its queue. */
export interface InstanceOwner {
  /** The row may have changed: somebody asks for a code, or deleted the instance. */
  look(): void
  /** Messages may wait. */
  wake(): void
  /** The instance's row as it was last seen. */
  readonly row: InstanceRecord
  /** Whether nothing is on its way here, so that another process could take the instance without anybody waiting. */
  isIdle(): boolean
  /** Ends all work and keeps the link; resolves when nothing runs any more. */
  stop(): Promise<void>
  /** Lets go at once, because another owner has the instance: nothing of it may be touched any more. */
  abandon(): Promise<void>
}

/** Takes over one instance. `onGone` is called once there is nothing left to own. */
export const createInstanceOwner = (
  { lease, found, context, isHandedOver, isHeld }: OwnedInstance,
  onGone: () => void,
): InstanceOwner => {
  const { storage, clock, random, logger, versions } = context
  const { instanceId } = lease
  // Everything that changes the row or the line happens here, one thing after the other.
  const lane = createStepLane({ instanceId, clock, logger, onLeaseLost: () => void abandon() })
  const row = createOwnedRow({ lease, storage, clock, row: found, onStatus: context.onInstanceStatus })
  let isEnding = false
  const ended = new AbortController()
  let isFirstConnect = true

  /** Runs one step in order, unless there is nothing left to do but to end. */
  const enqueue = (step: () => Promise<void>): void => lane.add(async () => (isEnding ? undefined : step()))

  const restriction = createRestrictionKeeper({
    lease,
    storage,
    clock,
    logger,
    row,
    connection: () => line.connection,
    enqueue,
    onEased: () => runner.wake(),
  })
  const runner = createRunner({
    ...context.runner,
    pacing: () => row.latest.pacing ?? context.pacing,
    lease,
    storage,
    clock,
    random,
    logger,
    lastSendAt: found.lastSendAt,
    restriction,
    holds: found.holds,
    onPause: (until) => lane.add(() => storage.instances.hold(lease, { reason: 'rate_limited', until })),
    onChange: context.onMessageChange,
    isHeld,
    onLeaseLost: () => void abandon(),
  })
  const keepProof = createProofKeeper({
    lease,
    storage,
    restriction,
    onChange: context.onMessageChange,
    onArrived: runner.arrived,
  })
  const hear = (event: ConnectionEvent, isForgotten: () => boolean): void => {
    if (isProof(event)) lane.add(() => keepProof(event))
    else if (wishes.isLeaving) return
    else if (event.type === 'closed') lineEnd.hear(event)
    else enqueue(async () => (isForgotten() ? undefined : keepNews(event)))
  }
  const line = createLine({
    transport: context.transport,
    connecting: context.connecting,
    mayConnect: isHeld,
    options: {
      instanceId,
      credentials: createPatientCredentials({ lease, storage, clock, isHeld, signal: ended.signal }),
      storedMessage: (waMessageId) => storage.messages.built(instanceId, waMessageId),
    },
    version: () => versions.current,
    onEvent: hear,
  })

  const goOnline = (): void => {
    backlog.cancel()
    if (line.connection !== null) runner.online(line.connection)
  }
  const goOffline = (): void => {
    backlog.cancel()
    runner.offline()
  }

  const backlog = createBacklogWait(clock, () => enqueue(async () => goOnline()))
  const reconnection = createReconnection({ clock, connect: () => enqueue(connect) })
  const linking = createLinking({ row, line, clock, logger, enqueue, onQr: context.onQr })
  const keepNews = createNewsKeeper({ row, linking, reconnection, backlog, restriction, onCaughtUp: goOnline })
  const lineEnd = createLineEnd({
    instanceId,
    row,
    linking,
    reconnection,
    versions,
    clock,
    random,
    logger,
    onOffline: goOffline,
    enqueue,
  })

  const connect = async (): Promise<void> => {
    if (line.isBusy || lineEnd.isBeingHandled || wishes.isBusy) return
    if (!row.latest.isLinked) {
      await linking.offer()
      return
    }
    // Without the lease this throws: whoever was replaced by another process does not come back.
    await row.update({ status: 'connecting', statusReason: null })
    line.open('login', isFirstConnect && isHandedOver)
    isFirstConnect = false
  }

  const connectOnceAllowed = async (): Promise<void> => {
    const waitMs = banLeftMs(row.latest, clock.now())
    if (waitMs > 0) reconnection.after(waitMs)
    else await connect()
  }

  /** A linked number that gave up is tried again when somebody asks for its code, as often as there are rounds of codes. */
  const tryAgain = async (): Promise<void> => {
    const now = clock.now()
    if (!mayStartRound(row.latest, now)) return
    await row.update({ qrRounds: [...recentRounds(row.latest.qrRounds, now), now] })
    await connect()
  }

  const wishes = createWishes({
    instanceId,
    row,
    line,
    runner,
    reconnection,
    clock,
    logger,
    connect: connectOnceAllowed,
    enqueue,
    lookAgain: () => enqueue(look),
  })

  const look = async (): Promise<void> => {
    const fresh = await row.reload()
    if (fresh === null) return
    if (fresh.deletedAt !== null) {
      isEnding = true
      void unlink()
      return
    }
    runner.wakeLookups()
    if (!(await wishes.look())) return
    if (line.isBusy || lineEnd.isBeingHandled || reconnection.isPending) linking.givePairingCode()
    else if (!fresh.isLinked) await linking.offer()
    else if (fresh.status === 'failed') await tryAgain()
  }

  const begin = async (): Promise<void> => {
    const { isLinked, deletedAt, wish } = row.latest
    // Whoever begins to own an instance connects it anew.
    if (wish === 'restart') await row.done(wish)
    if (deletedAt !== null || (isLinked && wish === 'logout')) await look()
    else if (isLinked) await connectOnceAllowed()
    else {
      // A code of an owner that is gone cannot be scanned any more.
      await row.update({ qr: null, qrExpiresAt: null, pairingCode: null })
      await look()
    }
    if (wish === 'look') await wishes.look()
  }

  const quieten = (): void => {
    isEnding = true
    ended.abort()
    restriction.stop()
    wishes.stop()
    reconnection.cancel()
    backlog.cancel()
  }

  const end = async (): Promise<void> => {
    quieten()
    lane.end()
    await runner.stop()
  }

  const abandon = async (): Promise<void> => {
    quieten()
    lane.abandon()
    runner.offline()
    await line.close()
    onGone()
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

  const stop = async (): Promise<void> => {
    await end()
    // Whatever hangs in there, a stop comes to its end.
    const closed = new AbortController()
    await Promise.race([line.close().then(() => closed.abort()), pause(clock, closeMs, closed.signal)])
    await runner.idle()
    await wishes.idle()
    await lane.idle()
    const { isLinked, status } = row.latest
    if (!isLinked || !(status === 'connected' || status === 'restricted' || status === 'connecting')) return
    await row.update({ status: 'disconnected', statusReason: 'stopped' }).catch((cause: unknown) => {
      logger.warn({ instanceId, error: errorFacts(cause) }, 'The stop of an instance could not be noted.')
    })
  }

  enqueue(begin)

  return {
    look: () => enqueue(look),
    wake: runner.wake,
    get row() {
      return row.latest
    },
    isIdle: () => (row.latest.isLinked ? runner.isIdle() : !line.isBusy),
    stop,
    abandon,
  }
}
