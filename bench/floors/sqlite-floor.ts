import type { Contender } from '../process/contender.ts'
import { sampleBulk, sampleMessage } from '../sample.ts'
import { createFloorGroupCommit } from './group-commit.ts'
import type { ServeFloor } from './serve-floor.ts'
import { createSqliteFloorStore } from './sqlite-store.ts'

/** Builds the hand-written floors on SQLite: handlers over a group commit, and the store's transactions alone. */
export const createSqliteFloor = async (directory: string, serve: ServeFloor): Promise<Contender> => {
  const store = await createSqliteFloorStore(directory)
  const accept = createFloorGroupCommit(store)
  const server = await serve(accept)
  const bulk = sampleBulk()

  return {
    port: server.port,
    operations: {
      grouped: () => accept([sampleMessage]),
      alone: () => store.acceptAlone([sampleMessage]),
      bulkAlone: () => store.acceptAlone(bulk),
    },
    probes: {
      accept: async () => {
        const startedAt = performance.now()
        store.acceptAlone([sampleMessage])
        return performance.now() - startedAt
      },
    },
    close: async () => {
      await server.close()
      store.close()
    },
  }
}
