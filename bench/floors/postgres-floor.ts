import type { Contender } from '../process/contender.ts'
import { sampleBulk, sampleMessage } from '../sample.ts'
import { createNaturalBatch } from './natural-batch.ts'
import { createPostgresFloorStore } from './postgres-store.ts'
import type { ServeFloor } from './serve-floor.ts'

/** Builds the hand-written floors on Postgres: handlers over one statement for all that wait, and the statement alone. */
export const createPostgresFloor = async (
  database: { readonly url: string; readonly schema: string },
  serve: ServeFloor,
): Promise<Contender> => {
  const store = await createPostgresFloorStore(database)
  const accept = createNaturalBatch(store.acceptAll)
  const acceptAlone = async (messages: readonly (typeof sampleMessage)[]) => {
    const [ids] = await store.acceptAll([messages])
    return ids ?? null
  }
  const server = await serve(accept)
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
