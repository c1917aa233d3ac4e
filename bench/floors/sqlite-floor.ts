import type { Contender } from '../process/contender.ts'
import { sampleBulk, sampleMessage } from '../sample.ts'
import { serveFloor } from './floor-server.ts'
import { createFloorGroupCommit } from './group-commit.ts'
import { createSqliteFloorStore } from './sqlite-store.ts'

/** Builds the hand-written floors on SQLite: Express 5 handlers over a group commit, and the store's transactions alone. */
export const createSqliteFloor = async (directory: string): Promise<Contender> => {
  const store = await createSqliteFloorStore(directory)
  const accept = createFloorGroupCommit(store)
  const server = await serveFloor(accept)
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
