import { randomUUID } from 'node:crypto'
import type { Storage } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { Contender } from '../process/contender.ts'
import { sampleBulk, sampleKey, sampleMessage, samplePlan } from '../sample.ts'
import type { ServeKhabeer } from './serve-khabeer.ts'
import { silentTransport } from './silent-transport.ts'

/** Builds what is measured: Khabeer in a host, with one message that waits already. */
export const createKhabeerContender = async (
  storage: Storage,
  directory: string,
  serve: ServeKhabeer,
): Promise<Contender> => {
  const core = createKhabeer({
    storage,
    apiKey: sampleKey,
    defaultAccount: { plan: samplePlan },
    media: { directory },
    transport: silentTransport,
  })
  await core.start()
  const { id: instanceId } = await core.instances.create({ name: 'benchmark' })
  await core.send({ instanceId, ...sampleMessage })
  const server = await serve(core)
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
