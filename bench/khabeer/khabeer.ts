import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createKhabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import express from 'express'
import type { Contender } from '../process/contender.ts'
import { listen } from '../process/listen.ts'
import { sampleBulk, sampleKey, sampleLimit, sampleMessage } from '../sample.ts'
import { silentTransport } from './silent-transport.ts'

/** Builds what is measured: Khabeer in an Express 5 app on SQLite. */
export const createKhabeerContender = async (directory: string): Promise<Contender> => {
  const storage = sqliteStorage({ file: join(directory, 'khabeer.db') })
  const core = createKhabeer({
    storage,
    apiKey: sampleKey,
    defaultAccount: { plan: { monthlyMessages: sampleLimit, dailyMessages: sampleLimit, instances: 10 } },
    media: { directory },
    transport: silentTransport,
  })
  await core.start()
  const { id: instanceId } = await core.instances.create({ name: 'benchmark' })
  const app = express()
  app.use(khabeerRouter({ core }))
  const server = await listen(app)
  const bulk = sampleBulk()

  return {
    port: server.port,
    operations: {
      send: () => core.send({ instanceId, ...sampleMessage }),
      storeBulk: () =>
        storage.messages.accept({
          accountId: core.defaultAccountId,
          instanceId,
          messages: bulk.map(({ to, text }) => ({
            waMessageId: `3EB0${randomUUID().slice(0, 18)}`,
            recipient: to,
            type: 'text',
            content: { text },
          })),
          at: Date.now(),
        }),
    },
    close: async () => {
      await server.close()
      await core.stop()
    },
  }
}
