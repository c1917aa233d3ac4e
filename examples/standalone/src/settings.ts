import { readFileSync } from 'node:fs'
import type { KhabeerOptions } from '@khabeer/core'
import { z } from 'zod'
import { apiKey, hostPorts, limit, pacing, pemFile, port, rootKey, timeZone, webSocketUrl } from './setting-values.ts'

/** One row of the settings table. */
export interface SettingRow {
  readonly name: string
  /** What holds when it is not set; empty for nothing. */
  readonly defaultValue: string
  readonly meaning: string
}

/** Every setting of the standalone server, in the order of the README's table. */
export const settingRows = [
  {
    name: 'KHABEER_DATABASE',
    defaultValue: './khabeer.db',
    meaning: 'The SQLite file. It is made when it is missing.',
  },
  { name: 'KHABEER_PORT', defaultValue: '3000', meaning: 'The port to listen on; 0 takes any free one.' },
  { name: 'KHABEER_HOST', defaultValue: '127.0.0.1', meaning: 'The address to listen on.' },
  {
    name: 'KHABEER_API_KEY',
    defaultValue: '',
    meaning: 'A key accepted for the account `default`. Without it the first start makes one and prints it once.',
  },
  {
    name: 'KHABEER_PLAN_MONTHLY',
    defaultValue: '',
    meaning: 'Messages per month of the account `default`; empty: unlimited. Not set: as stored, unlimited at first.',
  },
  { name: 'KHABEER_PLAN_DAILY', defaultValue: '', meaning: 'Messages per day, in the same way.' },
  { name: 'KHABEER_PLAN_INSTANCES', defaultValue: '', meaning: 'Instances at a time, in the same way.' },
  {
    name: 'KHABEER_TIME_ZONE',
    defaultValue: '',
    meaning: 'The IANA time zone of its days and months. Not set: as stored, UTC at first.',
  },
  { name: 'KHABEER_PACING', defaultValue: '20/60s', meaning: 'The pace of every number: one message every 60 s / 20.' },
  {
    name: 'KHABEER_MEDIA_ALLOW',
    defaultValue: '',
    meaning: 'A list of `host:port` that media may come from although the address is private.',
  },
  { name: 'KHABEER_WHATSAPP_URL', defaultValue: '', meaning: 'Another WhatsApp server: its WebSocket address.' },
  { name: 'KHABEER_WHATSAPP_ROOT_KEY', defaultValue: '', meaning: 'Its root key: 32 bytes in base64.' },
  { name: 'KHABEER_WHATSAPP_CA', defaultValue: '', meaning: 'A PEM file with the CA of its media hosts.' },
] as const satisfies readonly SettingRow[]

type SettingName = (typeof settingRows)[number]['name']

/** What the standalone server runs with. */
export interface Settings {
  readonly database: string
  readonly port: number
  readonly host: string
  /** What `createKhabeer` takes beside the storage and the logger. */
  readonly core: Omit<KhabeerOptions, 'storage' | 'logger'>
}

/** The settings of the environment that cannot be used, all in one message. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const schemaOf = (readFile: (file: string) => string) =>
  z.object({
    KHABEER_DATABASE: z.string(),
    KHABEER_PORT: port,
    KHABEER_HOST: z.string(),
    KHABEER_API_KEY: apiKey.optional(),
    KHABEER_PLAN_MONTHLY: limit.optional(),
    KHABEER_PLAN_DAILY: limit.optional(),
    KHABEER_PLAN_INSTANCES: limit.optional(),
    KHABEER_TIME_ZONE: timeZone.optional(),
    KHABEER_PACING: pacing,
    KHABEER_MEDIA_ALLOW: hostPorts.optional(),
    KHABEER_WHATSAPP_URL: webSocketUrl.optional(),
    KHABEER_WHATSAPP_ROOT_KEY: rootKey.optional(),
    KHABEER_WHATSAPP_CA: pemFile(readFile).optional(),
  } satisfies Record<SettingName, z.ZodType>)

type Environment = Readonly<Record<string, string | undefined>>

const isPlan = (name: string): boolean => name.startsWith('KHABEER_PLAN_')

/** An empty variable is a missing one, except that an empty limit takes the limit away. */
const valueFor = (row: SettingRow, environment: Environment): string | undefined => {
  const value = environment[row.name]?.trim()
  if (value !== undefined && (value !== '' || isPlan(row.name))) return value
  return row.defaultValue === '' ? undefined : row.defaultValue
}

const toLine = (name: string, value: string | undefined, advice: string): string =>
  name === 'KHABEER_API_KEY' ? `  ${name}: ${advice}.` : `  ${name} is '${value}': ${advice}.`

/**
 * Reads the settings from environment variables.
 * Throws one {@link SettingsError} that names everything that is wrong.
 */
export const readSettings = (
  environment: Environment,
  readFile: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): Settings => {
  const values = Object.fromEntries(settingRows.map((row) => [row.name, valueFor(row, environment)]))
  const parsed = schemaOf(readFile).safeParse(values)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      return toLine(name, values[name], issue.message)
    })
    throw new SettingsError(['These settings cannot be used:', ...lines].join('\n'))
  }
  return toSettings(parsed.data)
}

const toSettings = (data: z.infer<ReturnType<typeof schemaOf>>): Settings => ({
  database: data.KHABEER_DATABASE,
  port: data.KHABEER_PORT,
  host: data.KHABEER_HOST,
  core: {
    apiKey: data.KHABEER_API_KEY,
    pacing: data.KHABEER_PACING,
    defaultAccount: {
      timeZone: data.KHABEER_TIME_ZONE,
      plan: {
        ...(data.KHABEER_PLAN_MONTHLY === undefined ? {} : { monthlyMessages: data.KHABEER_PLAN_MONTHLY }),
        ...(data.KHABEER_PLAN_DAILY === undefined ? {} : { dailyMessages: data.KHABEER_PLAN_DAILY }),
        ...(data.KHABEER_PLAN_INSTANCES === undefined ? {} : { instances: data.KHABEER_PLAN_INSTANCES }),
      },
    },
    media: { allow: data.KHABEER_MEDIA_ALLOW },
    whatsApp: {
      url: data.KHABEER_WHATSAPP_URL,
      rootKey: data.KHABEER_WHATSAPP_ROOT_KEY,
      mediaCa: data.KHABEER_WHATSAPP_CA,
    },
  },
})

/** Lists variables that look like settings and are none: most likely misspelt ones. */
export const unknownSettings = (environment: Environment): readonly string[] => {
  const known = new Set<string>(settingRows.map((row) => row.name))
  return Object.keys(environment).filter((name) => name.startsWith('KHABEER_') && !known.has(name))
}
