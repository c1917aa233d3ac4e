import { randomUUID } from 'node:crypto'
import type { Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import express from 'express'
import type { Contender } from '../process/contender.ts'
import { listen } from '../process/listen.ts'
import { sampleBulk, sampleKey, sampleMessage, samplePlan } from '../sample.ts'
import { silentTransport } from './silent-transport.ts'

/** Builds what is measured: Khabeer in an Express 5 app. */
export const createKhabeerContender = async (storage: Storage, directory: string): Promise<Contender> => {
  const core = createKhabeer({
    storage,
    apiKey: sampleKey,
    defaultAccount: { plan: samplePlan },
    media: { directory },
    transport: silentTransport,
  })
  await core.start()
  const { id: instanceId } = await core.instances.create({ name: 'benchmark' })
  const app = express()
  // Counted as everywhere, and never too many: one key asks for all of them.
  app.use(khabeerRouter({ core, throttle: { requests: 1_000_000_000, perMs: 10_000 } }))
  const server = await listen(app)
  const bulk = sampleBulk()
  let orders = 0

  return {
    port: server.port,
    operations: {
      send: () => core.send({ instanceId, ...sampleMessage }),
      sendWithKey: () => {
        orders += 1
        return core.send({ instanceId, ...sampleMessage, idempotencyKey: `order-${orders}` })
      },
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
