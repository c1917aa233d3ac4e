import type { Clock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import { pause } from '../queue/waiting.ts'
import type { AccountStorage } from '../storage/account-storage.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { Signal } from '../storage/signals.ts'

/** How often a waiting call looks by itself: the owner may live in another process. */
const slowPollMs = 500

/** How a call waits. */
export interface Wait {
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** Waits for what becomes of an account's instances. */
export interface InstanceWatch {
  /** Waits until the row is as wanted, or the time is over; gives the latest row. Throws `instance_not_found`. */
  until(id: number, isWanted: (row: InstanceRecord) => boolean, wait: Wait): Promise<InstanceRecord>
  /** Looks, now and whenever something of the instance changes, until there is what was looked for or the time is over. */
  look<Seen>(
    id: number,
    look: () => Promise<{ readonly seen: Seen; readonly isEnough: boolean }>,
    wait: Wait,
  ): Promise<Seen>
}

/** Builds the watch of one account. */
export const createInstanceWatch = (input: {
  readonly storage: AccountStorage
  readonly clock: Clock
  readonly accountId: number
}): InstanceWatch => {
  const { storage, clock, accountId } = input

  const look: InstanceWatch['look'] = async (id, see, { waitMs, signal }) => {
    const deadline = clock.now() + waitMs
    while (true) {
      const changed = new AbortController()
      const unsubscribe = storage.signals.subscribe((each) => {
        if (concerns(each, id)) changed.abort()
      })
      try {
        const { seen, isEnough } = await see()
        const leftMs = deadline - clock.now()
        if (isEnough || leftMs <= 0 || signal.aborted) return seen
        await pause(clock, Math.min(slowPollMs, leftMs), changed.signal, signal)
      } finally {
        unsubscribe()
      }
    }
  }

  return {
    look,
    until: (id, isWanted, wait) =>
      look(
        id,
        async () => {
          const seen = existing(await storage.instances.get(accountId, id), id)
          return { seen, isEnough: isWanted(seen) }
        },
        wait,
      ),
  }
}

/** Gives what was found of an instance. Throws `instance_not_found` for null. */
export const existing = <Found>(found: Found | null, id: number): Found => {
  if (found === null)
    throw new KhabeerError(
      'instance_not_found',
      `There is no instance ${id} in this account. List its instances to see their ids.`,
    )
  return found
}

const concerns = (signal: Signal, id: number): boolean =>
  signal.kind === 'elsewhere' || (signal.kind === 'instances' && signal.instanceId === id)
