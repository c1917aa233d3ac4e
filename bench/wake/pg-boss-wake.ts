import { PgBoss } from 'pg-boss'
import { schemas } from '../postgres/schemas.ts'
import type { Contender } from '../process/contender.ts'
import { sendingProbes } from './sending-probes.ts'
import { createTakenTimes } from './taken-times.ts'

const queue = 'messages'

const start = async (databaseUrl: string): Promise<PgBoss> => {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: schemas.pgBossWake,
    schedule: false,
    supervise: false,
    useListenNotify: true,
  })
  boss.on('error', (error) => {
    throw error
  })
  await boss.start()
  await boss.createQueue(queue, { notify: true })
  return boss
}

const stop = (boss: PgBoss) => () => boss.stop({ graceful: false })

/** Builds pg-boss as a worker that is woken by NOTIFY. */
export const createPgBossWorker = async (databaseUrl: string): Promise<Contender> => {
  const boss = await start(databaseUrl)
  const taken = createTakenTimes()
  await boss.work<{ time: number }>(queue, async (jobs) => {
    for (const { data } of jobs) taken.mark(data.time)
  })
  return { port: 0, operations: {}, probes: { taken: taken.of }, close: stop(boss) }
}

/** Builds pg-boss as the process that sends. */
export const createPgBossSender = async (databaseUrl: string): Promise<Contender> => {
  const boss = await start(databaseUrl)
  return {
    port: 0,
    operations: {},
    probes: sendingProbes((time) => boss.send(queue, { time })),
    close: stop(boss),
  }
}
