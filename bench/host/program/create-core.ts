import type { Khabeer, Logger, Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import type { HostSettings, HostStorage } from '../messages.ts'
import { fastClock } from './fast-clock.ts'
import type { TroubleBook } from './trouble-book.ts'
import { troubledStorage } from './troubled-storage.ts'

const poolSize = 10
const leaseMs = 15_000
const longestLeaseMs = 600_000

/** Builds the library as a host does, on a storage with which things may go wrong. */
export const createCore = (settings: HostSettings, logger: Logger, troubles: TroubleBook): Khabeer => {
  const { whatsApp, apiKey, speed, messagesPerSecond } = settings
  return createKhabeer({
    storage: troubledStorage(openStorage(settings.storage), () => troubles.take(['refuse', 'lose_answer', 'hang'])),
    whatsApp: {
      url: whatsApp.url,
      rootKey: Buffer.from(whatsApp.rootKey, 'base64'),
      mediaCa: whatsApp.caPem,
    },
    apiKey,
    logger,
    clock: fastClock(speed),
    pacing: { messages: messagesPerSecond, perMs: 1_000 * speed },
    // The database's clock runs at its own pace: a lease must not be over for it before it is for the owner.
    leaseMs: Math.min(longestLeaseMs, leaseMs * speed),
    media: { allow: settings.mediaHosts, directory: settings.mediaFolder },
  })
}

const openStorage = (storage: HostStorage): Storage => {
  if (storage.kind === 'sqlite') return sqliteStorage({ file: storage.file })
  const named = new URL(storage.connectionString)
  named.searchParams.set('application_name', storage.schema)
  return postgresStorage({ connectionString: named.href, schema: storage.schema, max: poolSize })
}
