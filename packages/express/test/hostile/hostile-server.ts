import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Khabeer, KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { startHost } from '../support/host.ts'
import type { Ids } from './full-requests.ts'

export const apiKey = 'a-key-for-hostile-requests'
export const adminKey = 'an-admin-key-for-hostile-requests'

/** A server that takes as many requests as come. */
export interface HostileServer {
  readonly core: Khabeer
  readonly port: number
  /** Makes one of each thing that a request can name. */
  makeIds(): Promise<Ids>
  close(): Promise<void>
}

/** Starts a server on a database of its own. */
export const startHostileServer = async (options: Partial<KhabeerOptions>): Promise<HostileServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-hostile-'))
  const core = createKhabeer({
    storage: sqliteStorage({ file: join(directory, 'khabeer.db') }),
    apiKey,
    ...options,
    media: { directory: join(directory, 'media'), ...options.media },
  })
  await core.start()
  const router = khabeerRouter({ core, adminKey, throttle: { requests: 0, perMs: 10_000 } })
  // A client that has no part in the machine for seconds would else ask on a connection that has just been closed.
  const host = await startHost({ major: 'Express 5', prefix: '', parser: 'none', keepAliveMs: 10 * 60_000, router })
  return {
    core,
    port: Number(new URL(host.origin).port),
    makeIds: async () => {
      const { id: instance } = await core.instances.create({ name: 'Main Store Number' })
      const { id: message } = await core.send({ instanceId: instance, to: '201055555500', text: 'Hello' })
      const { apiKey: other } = await core.apiKeys.create()
      const { id: account } = await core.accounts.create({ name: 'shop' })
      return { instance, message, apiKey: other.id, account }
    },
    close: async () => {
      await host.close()
      await core.stop()
      await rm(directory, { recursive: true })
    },
  }
}
