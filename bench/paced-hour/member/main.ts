import { createKhabeer } from '@khabeer/core'
import { postgresStorage } from '@khabeer/storage-postgres'
import { serveCalls } from '../../process/remote.ts'
import { createFastClock } from './fast-clock.ts'
import type { MemberCalls, MemberSettings } from './member-calls.ts'

const poolSize = 6
/** By the database's clock. */
const leaseMs = 2_000
const endless = { messages: 1_000, perMs: 1_000, settleMs: 0 }

const log = (level: string) => (facts: object, message: string) => {
  process.stderr.write(`${level} ${message} ${JSON.stringify(facts)}\n`)
}

// Written by the process that starts this one.
const settings = JSON.parse(process.argv[2] ?? '{}') as MemberSettings
const { connectionString, schema, whatsApp, plan } = settings
const core = createKhabeer({
  storage: postgresStorage({ connectionString, schema, max: poolSize }),
  clock: createFastClock(settings.clock),
  leaseMs,
  pacing: settings.isControl ? endless : plan.pacing,
  defaultAccount: { timeZone: plan.timeZone },
  whatsApp: { url: whatsApp.url, rootKey: Buffer.from(whatsApp.rootKey, 'base64'), mediaCa: whatsApp.caPem },
  logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
})
const started = core.start()

const calls: MemberCalls = {
  create: async (input) => {
    await started
    return (await core.instances.create(input)).id
  },
  qr: async ({ id }) => (await core.instances.qr(id)).qr,
  status: async ({ id }) => (await core.instances.get(id)).status,
  post: async (input) => {
    await started
    return (await core.sendBulk(input)).messages.length
  },
  stop: async () => {
    await started
    await core.stop()
    return null
  },
}

serveCalls(calls, async () => process.exit(0))
