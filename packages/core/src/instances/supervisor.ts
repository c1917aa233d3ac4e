import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { Lease } from '../storage/lease.ts'
import type { Signal } from '../storage/signals.ts'
import type { Storage } from '../storage/storage.ts'
import { fairShare } from './fair-share.ts'
import type { InstanceOwner } from './instance-owner.ts'
import { createInstanceOwner } from './instance-owner.ts'
import { createLeaseDeadline } from './lease-deadline.ts'
import type { OwnerContext } from './owned-instance.ts'

/** How many instances a process hands over at a time when another one joined. */
const maxHandedOverAtOnce = 5

/** Owns the instances of this process. */
export interface Supervisor {
  /** Takes this process's share of the instances and begins to act for them; resolves before they are connected. */
  start(): Promise<void>
  /** Gives the rows of the instances that it owns, as they were last seen. */
  owned(): readonly InstanceRecord[]
  /** Ends all work, hands every instance over as soon as it has ended, and keeps every link. */
  stop(): Promise<void>
}

/** Builds the supervisor of a process. */
export const createSupervisor = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly leaseMs: number
  readonly maxInstances: number | null
  readonly context: OwnerContext
}): Supervisor => {
  const { storage, clock, logger, leaseMs, maxInstances, context } = input
  const { leases } = storage
  const owners = new Map<number, InstanceOwner>()
  // Names under which leases were lost: whatever still stands under them is given back before anything is taken anew.
  const lostNames: string[] = []
  // Instances that leave this process: nothing of them is taken up again before their lease has ended.
  const leaving = new Map<number, Promise<void>>()
  const left = new Set<number>()
  let ownerId = randomUUID()
  let unsubscribe: () => void = () => undefined
  let cancelRenewal: () => void = () => undefined
  let reconciling: Promise<void> | null = null
  let isReconcileWanted = false
  let isStopping = false
  let retired: Promise<void> = Promise.resolve()

  /** Nothing prolonged the leases in time: another process may own these instances any moment now. */
  const loseAll = (): void => {
    if (!leases.expire) return
    logger.warn({ instances: owners.size }, 'The leases could not be prolonged: the instances are given up.')
    lostNames.push(ownerId)
    ownerId = randomUUID()
    for (const owner of owners.values()) void owner.abandon()
    owners.clear()
    if (!isStopping) reconcileInBackground()
  }

  const deadline = createLeaseDeadline({ clock, ttlMs: leaseMs, onPassed: loseAll })
  const isHeld = (): boolean => !leases.expire || deadline.isHeld()

  const own = async (lease: Lease, isHandedOver: boolean): Promise<void> => {
    const { instanceId } = lease
    const name = ownerId
    const row = await storage.instances.find(instanceId)
    if (row === null || isStopping || name !== ownerId) return
    const owner = createInstanceOwner({ lease, found: row, context, isHandedOver, isHeld }, () => {
      if (owners.get(instanceId) === owner) owners.delete(instanceId)
    })
    owners.set(instanceId, owner)
  }

  const giveLostNamesBack = async (): Promise<void> => {
    for (const name of [...lostNames]) {
      await leases.leave({ ownerId: name })
      lostNames.splice(lostNames.indexOf(name), 1)
    }
  }

  /** Prolongs what is held, takes this process's share, and sees to it that just what is held has an owner here. */
  const reconcile = async (): Promise<void> => {
    do {
      isReconcileWanted = false
      await giveLostNamesBack()
      const name = ownerId
      forgetLeft()
      const askedAt = clock.elapsed()
      const held = await leases.renew({ ownerId: name, ttlMs: leaseMs, maxInstances })
      // They were lost while the answer was on its way.
      if (name !== ownerId) continue
      deadline.renewed(askedAt)
      if (leases.expire) context.transport.allow?.(deadline.remainingMs())
      const heldIds = new Set(held.map(({ instanceId }) => instanceId))
      for (const [instanceId, owner] of owners) if (!heldIds.has(instanceId)) void owner.abandon()

      const share = fairShare(name, await leases.census({ ownerId: name }))
      const limit = Math.max(0, share.most - held.length)
      const taken = await leases.acquire({ ownerId: name, ttlMs: leaseMs, limit })
      await Promise.all([
        ...held.filter(isUnattended).map((lease) => own(lease, false)),
        ...taken.map((lease) => own(lease, lease.isHandedOver)),
      ])
      handOver(share.handOver)
    } while (isReconcileWanted && !isStopping)
  }

  /** Gives instances to others, the idle ones first; each moves as soon as its work here has ended. */
  const handOver = (count: number): void => {
    const wanted = Math.min(count, maxHandedOverAtOnce) - leaving.size
    if (wanted <= 0 || isStopping) return
    const moving = [...owners]
      .filter(([instanceId]) => !leaving.has(instanceId))
      .toSorted(([, first], [, second]) => Number(second.isIdle()) - Number(first.isIdle()))
      .slice(0, wanted)
    for (const [instanceId, owner] of moving) leaving.set(instanceId, end(instanceId, owner))
  }

  /** Whoever counts from now on counts without this process, and so takes what it hands over. */
  const retire = async (): Promise<void> => {
    await reconciling?.catch(() => undefined)
    await leases.retire({ ownerId }).catch(() => undefined)
  }

  /** What has left before a renewal is asked for cannot be among those it prolongs. */
  const forgetLeft = (): void => {
    for (const instanceId of left) leaving.delete(instanceId)
    left.clear()
  }

  const isUnattended = ({ instanceId }: Lease): boolean => !owners.has(instanceId) && !leaving.has(instanceId)

  /** Ends the work for an instance and lets the next owner begin at once. */
  const end = async (instanceId: number, owner: InstanceOwner): Promise<void> => {
    try {
      await owner.stop()
      if (owners.get(instanceId) === owner) owners.delete(instanceId)
      await retired
      await leases.release({ ownerId, instanceIds: [instanceId] })
    } catch (cause) {
      // Its lease ends by itself a little later.
      logger.warn({ instanceId, error: errorFacts(cause) }, 'An instance could not be handed over at once.')
    }
    left.add(instanceId)
  }

  /** Reconciles once more; calls that come meanwhile share that one. */
  const reconcileOnce = (): Promise<void> => {
    isReconcileWanted = true
    reconciling ??= reconcile().finally(() => {
      reconciling = null
    })
    return reconciling
  }

  const reconcileInBackground = (): void => {
    reconcileOnce().catch((cause: unknown) => {
      logger.warn({ error: errorFacts(cause) }, 'The instances of this process could not be looked through.')
    })
  }

  const scheduleRenewal = (): void => {
    cancelRenewal = clock.after(leaseMs / 3, () => {
      reconcileInBackground()
      scheduleRenewal()
    })
  }

  /** Somebody may have done something without a word: one look at all instances tells whom it concerns. */
  const readNews = async (): Promise<void> => {
    for (const { instanceId, wantsLook, hasQueued } of await leases.news({ ownerId })) {
      const owner = owners.get(instanceId)
      if (wantsLook) owner?.look()
      if (hasQueued) owner?.wake()
    }
  }

  const onSignal = (signal: Signal): void => {
    if (isStopping) return
    switch (signal.kind) {
      case 'messages':
        owners.get(signal.instanceId)?.wake()
        return
      case 'instances':
        owners.get(signal.instanceId)?.look()
        return
      case 'leases':
        reconcileInBackground()
        return
      case 'accounts':
        for (const owner of owners.values()) owner.wake()
        return
      case 'events':
        return
      case 'elsewhere':
        reconcileInBackground()
        readNews().catch((cause: unknown) => {
          logger.warn({ error: errorFacts(cause) }, 'It could not be seen what happened elsewhere.')
        })
    }
  }

  return {
    start: async () => {
      await reconcileOnce()
      unsubscribe = storage.signals.subscribe(onSignal)
      scheduleRenewal()
    },
    owned: () => [...owners.values()].map(({ row }) => row),
    stop: async () => {
      isStopping = true
      unsubscribe()
      cancelRenewal()
      // The lines close meanwhile: who takes the numbers over waits for nothing but what these are writing.
      retired = retire()
      const staying = [...owners].filter(([instanceId]) => !leaving.has(instanceId))
      await Promise.all([retired, ...leaving.values(), ...staying.map(([instanceId, owner]) => end(instanceId, owner))])
      deadline.close()
      owners.clear()
      await leases.leave({ ownerId }).catch((cause: unknown) => {
        // They end by themselves a little later: a database that is away must not make a stop fail.
        logger.warn({ error: errorFacts(cause) }, 'The instances could not be handed over at once.')
      })
    },
  }
}
