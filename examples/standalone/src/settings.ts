import { readFileSync } from 'node:fs'
import type { KhabeerOptions } from '@khabeer/core'
import type { MountOptions } from '@khabeer/express'
import { z } from 'zod'
import type { DatabaseSettings } from './database-settings.ts'
import type { SettingName, SettingRow } from './setting-rows.ts'
import { settingRows } from './setting-rows.ts'
import {
  apiKey,
  atLeastOne,
  clientVersion,
  database,
  hostPorts,
  httpUrl,
  isPostgres,
  keptFor,
  lease,
  limit,
  onUnknown,
  pacing,
  pemFile,
  port,
  quietHours,
  role,
  rootKey,
  schemaName,
  throttle,
  timeZone,
  trustProxy,
  upToADay,
  warmUp,
  webSocketUrl,
  workers,
} from './setting-values.ts'
import { toVersionSource } from './version-source.ts'

/** What the standalone server runs with. */
export interface Settings {
  readonly database: DatabaseSettings
  readonly port: number
  readonly host: string
  /** Where a worker answers for its health and its metrics; missing for nowhere. */
  readonly workerPort: number | undefined
  /** How the API is served. */
  readonly api: Pick<MountOptions, 'adminKey' | 'throttle'>
  /** What Express takes as `trust proxy`. */
  readonly trustProxy: number | readonly string[] | undefined
  /** What `createKhabeer` takes beside the storage and the logger. */
  readonly core: Omit<KhabeerOptions, 'storage' | 'logger'>
}

/** The settings of the environment that cannot be used, all in one message. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const databaseSchema = z.object({
  KHABEER_DATABASE: database,
  KHABEER_DATABASE_SCHEMA: schemaName.optional(),
  KHABEER_DATABASE_CONNECTIONS: atLeastOne,
} satisfies Partial<Record<SettingName, z.ZodType>>)

const schemaOf = (readFile: (file: string) => string) =>
  z.object({
    ...databaseSchema.shape,
    KHABEER_ROLE: role,
    KHABEER_MAX_INSTANCES: atLeastOne.optional(),
    KHABEER_LEASE: lease,
    KHABEER_WORKERS: workers.optional(),
    KHABEER_PORT: port,
    KHABEER_HOST: z.string(),
    KHABEER_WORKER_PORT: port.optional(),
    KHABEER_TRUST_PROXY: trustProxy.optional(),
    KHABEER_API_KEY: apiKey.optional(),
    KHABEER_ADMIN_KEY: apiKey.optional(),
    KHABEER_THROTTLE: throttle,
    KHABEER_PLAN_MONTHLY: limit.optional(),
    KHABEER_PLAN_DAILY: limit.optional(),
    KHABEER_PLAN_INSTANCES: limit.optional(),
    KHABEER_TIME_ZONE: timeZone.optional(),
    KHABEER_PACING: pacing,
    KHABEER_DAILY_MESSAGES: atLeastOne.optional(),
    KHABEER_DAILY_FIRST_CONTACTS: atLeastOne.optional(),
    KHABEER_WARM_UP: warmUp.optional(),
    KHABEER_QUIET_HOURS: quietHours.optional(),
    KHABEER_RECIPIENT_GAP: upToADay.optional(),
    KHABEER_SETTLE: upToADay.optional(),
    KHABEER_ON_UNKNOWN: onUnknown,
    KHABEER_RETENTION_MESSAGES_DAYS: keptFor(7),
    KHABEER_RETENTION_BODIES_DAYS: keptFor(7),
    KHABEER_RETENTION_EVENTS_DAYS: keptFor(1),
    KHABEER_RETENTION_IDEMPOTENCY_HOURS: keptFor(24),
    KHABEER_MEDIA_ALLOW: hostPorts.optional(),
    KHABEER_WHATSAPP_URL: webSocketUrl.optional(),
    KHABEER_WHATSAPP_ROOT_KEY: rootKey.optional(),
    KHABEER_WHATSAPP_CA: pemFile(readFile).optional(),
    KHABEER_WHATSAPP_VERSION: clientVersion.optional(),
    KHABEER_WHATSAPP_VERSION_URL: httpUrl.optional(),
  } satisfies Record<SettingName, z.ZodType>)

type Environment = Readonly<Record<string, string | undefined>>

const isPlan = (name: string): boolean => name.startsWith('KHABEER_PLAN_')

/** An empty variable is a missing one, except that an empty limit takes the limit away. */
const valueFor = (row: SettingRow, environment: Environment): string | undefined => {
  const value = environment[row.name]?.trim()
  if (value !== undefined && (value !== '' || isPlan(row.name))) return value
  return row.defaultValue === '' ? undefined : row.defaultValue
}

/** What holds a key or a password is never repeated. */
const secrets: ReadonlySet<string> = new Set<SettingName>(['KHABEER_API_KEY', 'KHABEER_ADMIN_KEY', 'KHABEER_DATABASE'])

const toLine = (name: string, value: string | undefined, advice: string): string =>
  secrets.has(name) ? `  ${name}: ${advice}.` : `  ${name} is '${value}': ${advice}.`

/** Settings that would be silently without effect: most likely the database is not the one that was meant. */
const misplaced = (environment: Environment): readonly string[] => {
  if (isPostgres(environment.KHABEER_DATABASE?.trim() ?? '')) return []
  const names: readonly SettingName[] = ['KHABEER_DATABASE_SCHEMA', 'KHABEER_DATABASE_CONNECTIONS']
  return names
    .filter((name) => Boolean(environment[name]?.trim()))
    .map((name) => `  ${name}: take it away, or name a PostgreSQL in KHABEER_DATABASE.`)
}

/** Reads what a schema asks for. Throws one {@link SettingsError} that names everything that is wrong. */
const read = <Schema extends z.ZodType>(schema: Schema, environment: Environment): z.infer<Schema> => {
  const values = Object.fromEntries(settingRows.map((row) => [row.name, valueFor(row, environment)]))
  const parsed = schema.safeParse(values)
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => {
      const name = String(issue.path[0])
      return toLine(name, values[name], issue.message)
    }),
    ...misplaced(environment),
  ]
  if (!parsed.success || problems.length > 0) {
    throw new SettingsError(['These settings cannot be used:', ...problems].join('\n'))
  }
  return parsed.data
}

/** Reads which database to use, and nothing else. Throws {@link SettingsError}. */
export const readDatabase = (environment: Environment): DatabaseSettings =>
  toDatabase(read(databaseSchema, environment))

/**
 * Reads the settings from environment variables.
 * Throws one {@link SettingsError} that names everything that is wrong.
 */
export const readSettings = (
  environment: Environment,
  readFile: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): Settings => toSettings(read(schemaOf(readFile), environment))

const toDatabase = (data: z.infer<typeof databaseSchema>): DatabaseSettings => {
  const { KHABEER_DATABASE: name, KHABEER_DATABASE_CONNECTIONS: connections, KHABEER_DATABASE_SCHEMA: schema } = data
  if (!isPostgres(name)) return { kind: 'sqlite', file: name }
  return { kind: 'postgres', connectionString: name, connections, schema }
}

const toSettings = (data: z.infer<ReturnType<typeof schemaOf>>): Settings => ({
  database: toDatabase(data),
  port: data.KHABEER_PORT,
  host: data.KHABEER_HOST,
  workerPort: data.KHABEER_WORKER_PORT,
  api: { adminKey: data.KHABEER_ADMIN_KEY, throttle: data.KHABEER_THROTTLE },
  trustProxy: data.KHABEER_TRUST_PROXY,
  core: {
    role: data.KHABEER_ROLE,
    maxInstances: data.KHABEER_MAX_INSTANCES,
    leaseMs: data.KHABEER_LEASE,
    workers: data.KHABEER_WORKERS,
    apiKey: data.KHABEER_API_KEY,
    pacing: {
      ...data.KHABEER_PACING,
      dailyMessages: data.KHABEER_DAILY_MESSAGES,
      dailyFirstContacts: data.KHABEER_DAILY_FIRST_CONTACTS,
      warmUp: data.KHABEER_WARM_UP,
      quietHours: data.KHABEER_QUIET_HOURS,
      recipientGapMs: data.KHABEER_RECIPIENT_GAP,
      settleMs: data.KHABEER_SETTLE,
    },
    onUnknown: data.KHABEER_ON_UNKNOWN,
    defaultAccount: {
      timeZone: data.KHABEER_TIME_ZONE,
      plan: {
        ...(data.KHABEER_PLAN_MONTHLY === undefined ? {} : { monthlyMessages: data.KHABEER_PLAN_MONTHLY }),
        ...(data.KHABEER_PLAN_DAILY === undefined ? {} : { dailyMessages: data.KHABEER_PLAN_DAILY }),
        ...(data.KHABEER_PLAN_INSTANCES === undefined ? {} : { instances: data.KHABEER_PLAN_INSTANCES }),
      },
    },
    retention: {
      messagesDays: data.KHABEER_RETENTION_MESSAGES_DAYS,
      bodiesDays: data.KHABEER_RETENTION_BODIES_DAYS,
      eventsDays: data.KHABEER_RETENTION_EVENTS_DAYS,
      idempotencyHours: data.KHABEER_RETENTION_IDEMPOTENCY_HOURS,
    },
    media: { allow: data.KHABEER_MEDIA_ALLOW },
    whatsApp: {
      url: data.KHABEER_WHATSAPP_URL,
      rootKey: data.KHABEER_WHATSAPP_ROOT_KEY,
      mediaCa: data.KHABEER_WHATSAPP_CA,
      version: data.KHABEER_WHATSAPP_VERSION,
      latestVersion: toVersionSource(data.KHABEER_WHATSAPP_VERSION_URL),
    },
  },
})

/** Lists variables that look like settings and are none: most likely misspelt ones. */
export const unknownSettings = (environment: Environment): readonly string[] => {
  const known = new Set<string>(settingRows.map((row) => row.name))
  return Object.keys(environment).filter((name) => name.startsWith('KHABEER_') && !known.has(name))
}
