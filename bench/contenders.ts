import { join } from 'node:path'
import { postgresStorage } from '@khabeer/storage-postgres'
import { sqliteStorage } from '@khabeer/storage-sqlite'
import { createBacklog } from './backlog/backlog.ts'
import { postgresTables } from './backlog/postgres-tables.ts'
import { sqliteTables } from './backlog/sqlite-tables.ts'
import { serveExpressFloor } from './floors/express-floor.ts'
import { serveFastifyFloor } from './floors/fastify-floor.ts'
import { createPgBoss } from './floors/pg-boss.ts'
import { createPostgresFloor } from './floors/postgres-floor.ts'
import { createSqliteFloor } from './floors/sqlite-floor.ts'
import { createIsolation } from './isolation/isolation.ts'
import { createKhabeerContender } from './khabeer/khabeer.ts'
import { serveInExpress, serveInFastify } from './khabeer/serve-khabeer.ts'
import type { ContenderName } from './measure/comparison.ts'
import { schemas } from './postgres/schemas.ts'
import type { Contender, Place } from './process/contender.ts'
import { backlogs } from './sample.ts'
import { createNotifiedFloor, createNotifyingFloor } from './wake/notify-floor.ts'
import { createPgBossSender, createPgBossWorker } from './wake/pg-boss-wake.ts'
import { createWake } from './wake/wake.ts'

type Schema = keyof typeof schemas

const sqlite = ({ directory }: Place) => sqliteStorage({ file: join(directory, 'khabeer.db') })
const postgres = ({ databaseUrl }: Place, schema: Schema) =>
  postgresStorage({ connectionString: databaseUrl, schema: schemas[schema] })

const sqliteBacklog = (rows: number) => (place: Place) =>
  createBacklog({ open: () => sqlite(place), tables: sqliteTables(join(place.directory, 'khabeer.db')), rows, place })
const postgresBacklog = (rows: number, schema: Schema) => (place: Place) =>
  createBacklog({
    open: () => postgres(place, schema),
    tables: postgresTables(place.databaseUrl, schemas[schema]),
    rows,
    place,
  })

/** Builds each contender in its own process. */
export const contenders: Readonly<Record<ContenderName, (place: Place) => Promise<Contender>>> = {
  'khabeer-sqlite': (place) => createKhabeerContender(sqlite(place), place.directory, serveInExpress),
  'fastify-sqlite': (place) => createKhabeerContender(sqlite(place), place.directory, serveInFastify),
  'floor-sqlite': ({ directory }) => createSqliteFloor(directory, serveExpressFloor),
  'fastify-floor-sqlite': ({ directory }) => createSqliteFloor(directory, serveFastifyFloor),
  'khabeer-postgres': (place) => createKhabeerContender(postgres(place, 'khabeer'), place.directory, serveInExpress),
  'fastify-postgres': (place) => createKhabeerContender(postgres(place, 'fastify'), place.directory, serveInFastify),
  'floor-postgres': ({ databaseUrl }) =>
    createPostgresFloor({ url: databaseUrl, schema: schemas.floor }, serveExpressFloor),
  'fastify-floor-postgres': ({ databaseUrl }) =>
    createPostgresFloor({ url: databaseUrl, schema: schemas.fastifyFloor }, serveFastifyFloor),
  'pg-boss': ({ databaseUrl }) => createPgBoss(databaseUrl),
  'sqlite-few-queued': sqliteBacklog(backlogs.few),
  'sqlite-many-queued': sqliteBacklog(backlogs.many),
  'postgres-few-queued': postgresBacklog(backlogs.few, 'fewQueued'),
  'postgres-many-queued': postgresBacklog(backlogs.many, 'manyQueued'),
  'wake-sqlite': (place) => createWake(sqlite(place), place, 'all'),
  'wake-postgres': (place) => createWake(postgres(place, 'wake'), place, 'all'),
  'wake-worker': (place) => createWake(postgres(place, 'wakeElsewhere'), place, 'worker'),
  'wake-api': (place) => createWake(postgres(place, 'wakeElsewhere'), place, 'api'),
  'isolation-threads': (place) => createIsolation(sqlite(place), place, 'threads'),
  'isolation-inline': (place) => createIsolation(sqlite(place), place, 'inline'),
  'isolation-nowhere': (place) => createIsolation(sqlite(place), place, 'nowhere'),
  'notified-floor': ({ databaseUrl }) => createNotifiedFloor(databaseUrl),
  'notifying-floor': ({ databaseUrl }) => createNotifyingFloor(databaseUrl),
  'pg-boss-worker': ({ databaseUrl }) => createPgBossWorker(databaseUrl),
  'pg-boss-sender': ({ databaseUrl }) => createPgBossSender(databaseUrl),
}
