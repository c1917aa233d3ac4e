import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { planSchema, timeZoneSchema } from './accounts/plan.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { KhabeerError } from './errors/khabeer-error.ts'
import type { Logger } from './logger.ts'
import { silentLogger } from './logger.ts'
import { parseAllowEntry } from './media/allow-list.ts'
import type { MetricsOptions } from './metrics/metrics-options.ts'
import type { KhabeerOptions } from './options.ts'
import type { Pacing } from './pacing/pacing-rules.ts'
import { pacingSchema } from './pacing/pacing-schema.ts'
import type { Retention } from './retention/cut-offs.ts'
import type { AccountPatch } from './storage/account-store.ts'
import type { Storage } from './storage/storage.ts'
import { baileysTransport } from './transport/baileys/baileys-transport.ts'
import { whatsAppVersion } from './transport/client-version.ts'
import type { ClientVersionOptions, TransportFactory, WhatsAppOptions, WhatsAppVersion } from './transport/transport.ts'

/** The options as the code uses them. */
export interface ResolvedKhabeerOptions {
  readonly storage: Storage
  readonly role: 'all' | 'api' | 'worker'
  /** Null for no limit. */
  readonly maxInstances: number | null
  readonly leaseMs: number
  readonly workers: number | undefined
  readonly pacing: Pacing
  readonly onUnknown: 'resend' | 'fail'
  readonly defaultAccount: AccountPatch
  readonly apiKey: string | undefined
  readonly media: { readonly allow: readonly string[]; readonly directory: string }
  readonly retention: Retention
  readonly metrics: MetricsOptions
  readonly whatsApp: WhatsAppOptions
  readonly clientVersion: ClientVersionOptions
  readonly transport: TransportFactory
  readonly logger: Logger
  readonly clock: Clock
}

/** A time to keep something: none below `least`, but for 0, which is for ever. */
const keptFor = (least: number, unit: string) =>
  z.int({ error: `must be a whole number of ${unit}` }).refine((time) => time === 0 || time >= least, {
    error: `must be at least ${least} ${unit}, or 0 to keep for ever`,
  })

/** A registry of another copy of prom-client is as good: it is told by what it can do. */
const isRegistry = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'registerMetric' in value && 'removeSingleMetric' in value

const schema = z.strictObject({
  role: z.enum(['all', 'api', 'worker'], { error: "must be 'all', 'api' or 'worker'" }).default('all'),
  maxInstances: z
    .int({ error: 'must be a whole number' })
    .positive({ error: "must be at least 1; a process that owns none has the role 'api'" })
    .optional(),
  leaseMs: z
    .int({ error: 'must be a whole number of milliseconds' })
    .min(1_000, { error: 'must be at least 1,000 ms' })
    .max(600_000, { error: 'must be at most 600,000 ms' })
    .default(15_000),
  workers: z
    .int({ error: 'must be a whole number' })
    .min(1, { error: "must be at least 1; a process that connects none has the role 'api'" })
    .max(64, { error: 'must be at most 64' })
    .optional(),
  onUnknown: z.enum(['resend', 'fail'], { error: "must be 'resend' or 'fail'" }).default('resend'),
  pacing: pacingSchema.default({ messages: 20, perMs: 60_000 }),
  defaultAccount: z.strictObject({ plan: planSchema.optional(), timeZone: timeZoneSchema.optional() }).default({}),
  apiKey: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  media: z
    .strictObject({
      allow: z
        .array(z.string().refine((entry) => parseAllowEntry(entry) !== undefined, { error: 'must be host:port' }))
        .default([]),
      directory: z
        .string()
        .min(1)
        .default(() => join(tmpdir(), `khabeer-${process.getuid?.() ?? 'user'}`)),
    })
    .prefault({}),
  retention: z
    .strictObject({
      messagesDays: keptFor(7, 'days').default(90),
      bodiesDays: keptFor(7, 'days').default(30),
      eventsDays: keptFor(1, 'days').default(30),
      idempotencyHours: keptFor(24, 'hours').default(24),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      registry: z
        .custom<MetricsOptions['registry']>(isRegistry, { error: "must be a Registry of the host's prom-client" })
        .optional(),
    })
    .default({}),
  whatsApp: z
    .strictObject({
      url: z.url({ protocol: /^wss?$/u, error: 'must be a ws:// or wss:// address' }).optional(),
      rootKey: z
        .instanceof(Uint8Array)
        .refine((key) => key.length === 32, { error: 'must have 32 bytes' })
        .optional(),
      mediaCa: z.string().includes('-----BEGIN CERTIFICATE-----', { error: 'must be PEM' }).optional(),
      keepAliveMs: z
        .int({ error: 'must be a whole number of milliseconds' })
        .min(1_000, { error: 'must be at least 1,000 ms' })
        .max(60_000, { error: 'must be at most 60,000 ms' })
        .optional(),
      version: whatsAppVersion.optional(),
      latestVersion: z
        .custom<() => Promise<WhatsAppVersion>>((value) => typeof value === 'function', { error: 'must be a function' })
        .optional(),
    })
    .default({}),
})

/** Checks what a host passed and fills in the defaults. Throws `invalid_request` naming everything that is wrong. */
export const resolveOptions = (options: KhabeerOptions): ResolvedKhabeerOptions => {
  const { storage, transport, logger, clock, ...rest } = options
  const read = schema.safeParse(rest)
  const problems = read.success
    ? []
    : read.error.issues.map((issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`)
  if (typeof storage?.migrate !== 'function') {
    problems.unshift("storage: is required, e.g. sqliteStorage({ file: 'khabeer.db' })")
  }
  if (!read.success || problems.length > 0) {
    throw new KhabeerError('invalid_request', `These options are not valid. ${problems.join('; ')}.`, {
      details: { problems },
    })
  }
  const { version, latestVersion, ...whatsApp } = read.data.whatsApp
  return {
    ...read.data,
    whatsApp,
    clientVersion: { version, latestVersion },
    apiKey: read.data.apiKey,
    workers: read.data.workers,
    maxInstances: read.data.maxInstances ?? null,
    storage,
    transport: transport ?? baileysTransport(),
    logger: logger ?? silentLogger(),
    clock: clock ?? systemClock(),
  }
}
