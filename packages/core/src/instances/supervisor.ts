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
  let acquiring: Promise<void> | null = null
  let isAcquireWanted = false
  let isStopping = false

  const own = async (lease: Lease): Promise<void> => {
    const row = await storage.instances.find(lease.instanceId)
    if (row === null || isStopping) return
    owners.set(
      lease.instanceId,
      createInstanceOwner(lease, row, context, () => owners.delete(lease.instanceId)),
    )
  }

  const acquireAll = async (): Promise<void> => {
    do {
      isAcquireWanted = false
      const leases = await storage.leases.acquire({ ownerId })
      await Promise.all(leases.map(own))
    } while (isAcquireWanted && !isStopping)
  }

  /** Takes what nobody owns; calls that come meanwhile share one more look. */
  const acquire = (): Promise<void> => {
    isAcquireWanted = true
    acquiring ??= acquireAll().finally(() => {
      acquiring = null
    })
    return acquiring
  }

  const acquireInBackground = (): void => {
    acquire().catch((cause: unknown) => {
      logger.warn({ error: errorFacts(cause) }, 'Instances could not be taken over yet.')
    })
  }

  const renew = async (): Promise<void> => {
    try {
      const held = new Set((await storage.leases.renew({ ownerId })).map(({ instanceId }) => instanceId))
      for (const [instanceId, owner] of owners) if (!held.has(instanceId)) void owner.abandon()
    } catch (cause) {
      logger.warn({ error: errorFacts(cause) }, 'Leases could not be prolonged.')
    }
    if (isStopping) return
    acquireInBackground()
    scheduleRenewal()
  }

  const scheduleRenewal = (): void => {
    cancelRenewal = clock.after(renewMs, () => void renew())
  }

  const onSignal = (signal: Signal): void => {
    if (isStopping) return
    switch (signal.kind) {
      case 'messages':
        owners.get(signal.instanceId)?.wake()
        return
      case 'instances': {
        const owner = owners.get(signal.instanceId)
        if (owner === undefined) acquireInBackground()
        else owner.look()
        return
      }
      case 'accounts':
        for (const owner of owners.values()) owner.wake()
        return
      case 'elsewhere':
        acquireInBackground()
        for (const owner of owners.values()) {
          owner.look()
          owner.wake()
        }
    }
  }

  return {
    start: async () => {
      await acquire()
      unsubscribe = storage.signals.subscribe(onSignal)
      scheduleRenewal()
    },
    stop: async () => {
      isStopping = true
      unsubscribe()
      cancelRenewal()
      await acquiring?.catch(() => undefined)
      await Promise.all([...owners.values()].map((owner) => owner.stop()))
      owners.clear()
      await storage.leases.release({ ownerId })
    },
  }
}
