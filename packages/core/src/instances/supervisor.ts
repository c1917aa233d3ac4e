import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { errorFacts } from '../errors/error-facts.ts'
import type { Logger } from '../logger.ts'
import type { Lease } from '../storage/lease.ts'
import type { Signal } from '../storage/signals.ts'
import type { Storage } from '../storage/storage.ts'
import type { InstanceOwner, OwnerContext } from './instance-owner.ts'
import { createInstanceOwner } from './instance-owner.ts'

/** How often leases are prolonged, and how often instances that nobody owns are looked for. */
const renewMs = 5_000

/** Owns the instances of this process. */
export interface Supervisor {
  /** Takes the instances that nobody owns and begins to act for them; resolves before they are connected. */
  start(): Promise<void>
  /** Ends all work, gives the leases back and keeps every link. */
  stop(): Promise<void>
}

/** Builds the supervisor of a process. */
export const createSupervisor = (input: {
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
  readonly context: OwnerContext
}): Supervisor => {
  const { storage, clock, logger, context } = input
  const ownerId = randomUUID()
  const owners = new Map<number, InstanceOwner>()
  let unsubscribe: () => void = () => undefined
  let cancelRenewal: () => void = () => undefined
  let reconciling: Promise<void> | null = null
  let isReconcileWanted = false
  let isStopping = false

  const own = async (lease: Lease): Promise<void> => {
    const { instanceId } = lease
    const row = await storage.instances.find(instanceId)
    if (row === null || isStopping) return
    const owner = createInstanceOwner(lease, row, context, () => {
      if (owners.get(instanceId) === owner) owners.delete(instanceId)
    })
    owners.set(instanceId, owner)
  }

  /** Takes what nobody owns, prolongs what is held, and sees to it that just what is held has an owner here. */
  const reconcile = async (): Promise<void> => {
    do {
      isReconcileWanted = false
      await storage.leases.acquire({ ownerId })
      const held = await storage.leases.renew({ ownerId })
      const heldIds = new Set(held.map(({ instanceId }) => instanceId))
      for (const [instanceId, owner] of owners) if (!heldIds.has(instanceId)) void owner.abandon()
      await Promise.all(held.filter(({ instanceId }) => !owners.has(instanceId)).map(own))
    } while (isReconcileWanted && !isStopping)
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
    cancelRenewal = clock.after(renewMs, () => {
      reconcileInBackground()
      scheduleRenewal()
    })
  }

  const onSignal = (signal: Signal): void => {
    if (isStopping) return
    switch (signal.kind) {
      case 'messages':
        owners.get(signal.instanceId)?.wake()
        return
      case 'instances': {
        const owner = owners.get(signal.instanceId)
        if (owner === undefined) reconcileInBackground()
        else owner.look()
        return
      }
      case 'accounts':
        for (const owner of owners.values()) owner.wake()
        return
      case 'elsewhere':
        reconcileInBackground()
        for (const owner of owners.values()) {
          owner.look()
          owner.wake()
        }
    }
  }

  return {
    start: async () => {
      await reconcileOnce()
      unsubscribe = storage.signals.subscribe(onSignal)
      scheduleRenewal()
    },
    stop: async () => {
      isStopping = true
      unsubscribe()
      cancelRenewal()
      await reconciling?.catch(() => undefined)
      await Promise.all([...owners.values()].map((owner) => owner.stop()))
      owners.clear()
      await storage.leases.release({ ownerId })
    },
  }
}
