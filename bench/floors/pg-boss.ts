import { PgBoss } from 'pg-boss'
import { schemas } from '../postgres/schemas.ts'
import type { Contender } from '../process/contender.ts'
import { sampleBulk, sampleMessage } from '../sample.ts'
import { serveExpressFloor } from './express-floor.ts'

const queue = 'messages'

/** Builds pg-boss as its guide shows it, with nothing that runs beside: it keeps a job, and counts no quota. */
export const createPgBoss = async (databaseUrl: string): Promise<Contender> => {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: schemas.pgBoss,
    max: 10,
    schedule: false,
    supervise: false,
  })
  boss.on('error', (error) => {
    throw error
  })
  await boss.start()
  await boss.createQueue(queue)
  const jobs = sampleBulk().map((data) => ({ data }))
  // Its ids are no numbers; the handler answers with whatever it is given.
  const server = await serveExpressFloor(async (messages) => {
    for (const message of messages) await boss.send(queue, message)
    return [0]
  })

  return {
    port: server.port,
    operations: {
      send: () => boss.send(queue, sampleMessage),
      insert: () => boss.insert(queue, jobs),
    },
    close: async () => {
      await server.close()
      await boss.stop({ graceful: false })
    },
  }
}
