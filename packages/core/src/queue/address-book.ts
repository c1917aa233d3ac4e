import type { Clock } from '../clock.ts'
import type { Lease } from '../storage/lease.ts'
import type { Storage } from '../storage/storage.ts'
import { hangMs, phaseDeadlinesMs } from '../transport/phase-deadlines.ts'
import type { LookupResult } from '../transport/transport.ts'
import { TransportError } from '../transport/transport-error.ts'
import type { KnownLookup } from './lookup-cache.ts'
import { knownLookup } from './lookup-cache.ts'
import type { OpenLine } from './open-line.ts'
import { within } from './within.ts'

/** Where an instance's recipients are reached. */
export interface AddressBook {
  /**
   * Gives a recipient's address, or that the number is not on WhatsApp; unknown only when the line is gone or to be
   * stopped. Asks WhatsApp only when the latest answer is too old, and no faster than the lookup pace; trouble with asking
   * rejects and says nothing about the number.
   */
  find(recipient: string, line: OpenLine): Promise<KnownLookup>
}

/** Builds the address book of one owned instance. */
export const createAddressBook = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
  /** Resolves with whether the next lookup may be made. */
  readonly take: (line: OpenLine) => Promise<boolean>
}): AddressBook => {
  const { lease, storage, clock, take } = input

  const ask = async (recipient: string, { connection }: OpenLine): Promise<LookupResult> => {
    const asked = await within(clock, phaseDeadlinesMs.lookup + hangMs, connection.lookup(recipient))
    if (asked.kind === 'failed') throw asked.cause
    if (asked.kind === 'done') return asked.value
    throw new TransportError('timed_out', 'The client did not answer in time while looking a number up.', {
      retryable: true,
    })
  }

  return {
    find: async (recipient, line) => {
      const known = knownLookup(await storage.recipients.get(lease.instanceId, recipient), clock.now())
      if (known.kind !== 'unknown' || !(await take(line))) return known
      const result = await ask(recipient, line)
      const found = result.exists
        ? ({ lookup: 'found', address: result.address, waNumber: result.number } as const)
        : ({ lookup: 'missing', address: null } as const)
      await storage.recipients.saveLookup(lease, { recipient, ...found, at: clock.now() })
      return found.address === null ? { kind: 'missing' } : { kind: 'found', address: found.address }
    },
  }
}
