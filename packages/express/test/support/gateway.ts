import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { LinkedInstance } from '@khabeer/core/testing'
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
  /** Resolves to an instance that is connected, the same each time, and a key of its account. */
  linked(): Promise<LinkedInstance>
  /** Resolves to the text that the phone of a recipient shows next. */
  shownTo(to: string): Promise<string>
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
  const scan = async (qr: string): Promise<string> => {
    lastNumber += 1
    const { number } = await sandbox.phone(String(lastNumber)).scanQr(qr)
    return number
  }
  let linked: Promise<LinkedInstance> | null = null
  return {
    core,
    sandbox,
    scan,
    linked: () => {
      linked ??= link(core, scan)
      return linked
    },
    shownTo: async (to) => {
      const { content } = await sandbox.contact(to).waitForMessage(() => true, { timeoutMs: 30_000 })
      if (content.kind !== 'text') throw new Error(`The phone shows no text, but: ${content.kind}`)
      return content.text
    },
    close: async () => {
      await core.stop()
      await sandbox.close()
      await rm(directory, { recursive: true })
    },
  }
}

const link = async (core: Khabeer, scan: Gateway['scan']): Promise<LinkedInstance> => {
  const { id: accountId } = await core.accounts.create({ name: 'linked' })
  const { key } = await core.apiKeys.create({ accountId })
  const { id: instanceId } = await core.account(accountId).instances.create({ name: 'Linked' })
  const connected = new Promise<void>((resolve) => {
    const off = core.on('instance.status', ({ instance }) => {
      if (instance.id !== instanceId || instance.status !== 'connected') return
      off()
      resolve()
    })
  })
  const { qr } = await core.account(accountId).instances.qr(instanceId, { waitMs: 20_000 })
  if (qr === null) throw new Error('The instance shows no QR code.')
  await scan(qr)
  await connected
  return { key, instanceId }
}
