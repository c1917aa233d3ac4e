import type { SandboxClock } from '../clock.ts'
import { toUnixSeconds } from '../clock.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { LedgerBook } from '../ledger/ledger-book.ts'
import type { MediaHost } from '../media/media-host.ts'
import type { PairingOffers } from '../pairing/offers.ts'
import type { People } from '../people/people.ts'
import type { ResolvedSandboxOptions } from '../sandbox-options.ts'
import type { Timers } from './timers.ts'

/** What the parts of the server share. */
export interface Network {
  readonly clock: SandboxClock
  readonly options: ResolvedSandboxOptions
  readonly people: People
  readonly ledger: LedgerBook
  readonly faults: FaultBook
  readonly offers: PairingOffers
  readonly media: MediaHost
  readonly timers: Timers
}

/** The time as stanzas carry it: unix seconds. */
export function unixNow({ clock }: Network): string {
  return toUnixSeconds(clock)
}
