import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { sqliteStorage } from '@khabeer/storage-sqlite'

const { KHABEER_FILE = '', KHABEER_API_KEY, SANDBOX_URL = '', SANDBOX_ROOT_KEY = '', SANDBOX_CA = '' } = process.env

const create = (): Khabeer =>
  createKhabeer({
    storage: sqliteStorage({ file: KHABEER_FILE }),
    apiKey: KHABEER_API_KEY,
    whatsApp: { url: SANDBOX_URL, rootKey: Buffer.from(SANDBOX_ROOT_KEY, 'base64'), mediaCa: SANDBOX_CA },
    pacing: { messages: 1000, perMs: 1000 },
  })

// Next.js loads this file more than once: for `register`, and for each route.
const kept: typeof globalThis & { khabeer?: Khabeer } = globalThis
kept.khabeer ??= create()

/** The one core of this process. */
export const core = kept.khabeer
