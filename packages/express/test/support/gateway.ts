import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Sandbox } from '@khabeer/sandbox'
import { startSandbox } from '@khabeer/sandbox'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'

/** Where a gateway keeps everything: a SQLite file, or a schema of a PostgreSQL. */
export type GatewayStore = 'sqlite' | { readonly connectionString: string; readonly schema: string }

/** A started core and the sandbox. */
export interface Gateway {
  readonly core: Khabeer
  readonly sandbox: Sandbox
  /** Has the phone of a number that was never linked scan the text of a QR code; resolves to its digits. */
  scan(qr: string): Promise<string>
  close(): Promise<void>
}

/** Starts a gateway that sends as fast as it can. */
export const startGateway = async (store: GatewayStore = 'sqlite'): Promise<Gateway> => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-express-'))
  const sandbox = await startSandbox()
  const core = createKhabeer({
    storage: store === 'sqlite' ? sqliteStorage({ file: join(directory, 'khabeer.db') }) : postgresStorage(store),
    whatsApp: { url: sandbox.url, rootKey: sandbox.rootKey, mediaCa: sandbox.caPem },
    pacing: { messages: 1_000, perMs: 1_000 },
  })
  await core.start()
  let lastNumber = 491_510_000_000
  return {
    core,
    sandbox,
    scan: async (qr) => {
      lastNumber += 1
      const { number } = await sandbox.phone(String(lastNumber)).scanQr(qr)
      return number
    },
    close: async () => {
      await core.stop()
      await sandbox.close()
      await rm(directory, { recursive: true })
    },
  }
}
