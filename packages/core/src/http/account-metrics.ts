import { Gauge, Registry } from 'prom-client'
import type { AccountScope, MetricsText } from '../facade.ts'

/** How many numbers of an account have series of their own; the first ones, where it has more. */
const maxInstances = 1_000

/**
 * Writes what concerns one account in Prometheus' text format: its numbers, their queues and its use of the plan, as
 * the database has them, whichever process is asked. What a process counts is of all accounts and not for one of them.
 */
export const writeAccountMetrics = async (account: AccountScope, now: number): Promise<MetricsText> => {
  const [instances, usage] = await Promise.all([account.instances.list(), account.usage()])
  const registry = new Registry()
  const registers = [registry]
  const ofInstance = (name: string, help: string) =>
    new Gauge({ name: `khabeer_${name}`, help, labelNames: ['instance'], registers })

  const connected = ofInstance('instance_connected', 'Whether a number is online.')
  const restricted = ofInstance('instance_restricted', 'Whether WhatsApp restricts a number.')
  const queued = ofInstance('queue_messages', 'Queued messages of a number, counted up to 1000.')
  const oldest = ofInstance(
    'queue_oldest_seconds',
    'How long the oldest queued message has waited; 0 for an empty queue.',
  )
  for (const each of instances.slice(0, maxInstances)) {
    const labels = { instance: String(each.id) }
    connected.set(labels, each.status === 'connected' || each.status === 'restricted' ? 1 : 0)
    restricted.set(labels, each.restriction === null ? 0 : 1)
    queued.set(labels, each.queue.queued)
    oldest.set(labels, secondsSince(each.queue.oldestQueuedAt, now))
  }

  const used = new Gauge({
    name: 'khabeer_quota_used',
    help: 'Messages of the period.',
    labelNames: ['period'],
    registers,
  })
  const limit = new Gauge({
    name: 'khabeer_quota_limit',
    help: 'Messages that the plan allows in the period; missing without a limit.',
    labelNames: ['period'],
    registers,
  })
  for (const period of ['daily', 'monthly'] as const) {
    used.set({ period }, usage[period].used)
    if (usage[period].limit !== null) limit.set({ period }, usage[period].limit)
  }
  return { contentType: registry.contentType, text: await registry.metrics() }
}

const secondsSince = (time: Date | null, now: number): number =>
  time === null ? 0 : Math.max(0, now - time.getTime()) / 1_000
