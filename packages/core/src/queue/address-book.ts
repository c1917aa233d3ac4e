import type { Clock } from '../clock.ts'
import type { Lease } from '../storage/lease.ts'
import type { Storage } from '../storage/storage.ts'
import type { Connection } from '../transport/transport.ts'
import { knownLookup } from './lookup-cache.ts'

/** Where an instance's recipients are reached. */
export interface AddressBook {
  /**
   * Gives a recipient's address, null when the number is not on WhatsApp. Asks WhatsApp only when the latest answer is
   * too old; trouble with asking rejects and says nothing about the number.
   */
  find(recipient: string, connection: Connection): Promise<string | null>
}

/** Builds the address book of one owned instance. */
export const createAddressBook = (input: {
  readonly lease: Lease
  readonly storage: Storage
  readonly clock: Clock
}): AddressBook => {
  const { lease, storage, clock } = input
  return {
    find: async (recipient, connection) => {
      const known = knownLookup(await storage.recipients.get(lease.instanceId, recipient), clock.now())
      if (known.kind === 'found') return known.address
      if (known.kind === 'missing') return null
      const result = await connection.lookup(recipient)
      const found = result.exists
        ? ({ lookup: 'found', address: result.address } as const)
        : ({ lookup: 'missing', address: null } as const)
      await storage.recipients.saveLookup(lease, { recipient, ...found, at: clock.now() })
      return found.address
    },
  }
}
