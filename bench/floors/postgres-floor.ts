import type { Contender } from '../process/contender.ts'
import { sampleBulk, sampleMessage } from '../sample.ts'
import { serveFloor } from './floor-server.ts'
import { createNaturalBatch } from './natural-batch.ts'
import { createPostgresFloorStore } from './postgres-store.ts'

/** Builds the hand-written floors on Postgres: Express 5 handlers over one statement for all that wait, and the statement alone. */
export const createPostgresFloor = async (databaseUrl: string): Promise<Contender> => {
  const store = await createPostgresFloorStore(databaseUrl)
  const accept = createNaturalBatch(store.acceptAll)
  const acceptAlone = async (messages: readonly (typeof sampleMessage)[]) => {
    const [ids] = await store.acceptAll([messages])
    return ids ?? null
  }
  const server = await serveFloor(accept)
  const bulk = sampleBulk()

  return {
    port: server.port,
    operations: {
      grouped: () => accept([sampleMessage]),
      alone: () => acceptAlone([sampleMessage]),
      bulk: () => accept(bulk),
    },
    probes: {
      accept: async () => {
        const startedAt = performance.now()
        await acceptAlone([sampleMessage])
        return performance.now() - startedAt
      },
    },
    close: async () => {
      await server.close()
      await store.close()
    },
  }
}
