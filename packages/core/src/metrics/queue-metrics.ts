import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Clock } from '../clock.ts'
import { within } from '../queue/within.ts'
import type { InstanceRecord } from '../storage/instance-record.ts'
import type { InstanceStore, QueueDepth } from '../storage/instance-store.ts'

/** How long a scrape waits for the storage. */
const deadlineMs = 2_000
/** How far a queue is counted, so that a long one costs no more. */
const maxCounted = 10_000
/** How many numbers have series of their own; a process that owns more shows the first. */
const maxInstances = 1_000

/** What the metrics of queues are read from. */
export interface QueueMetricsInput {
  readonly depths: InstanceStore['depths']
  readonly clock: Clock
  readonly owned: () => readonly InstanceRecord[]
}

/** Builds the metrics of the queues of the instances that a process owns into a registry. */
export const createQueueMetrics = (registry: Registry, input: QueueMetricsInput): void => {
  const { depths, clock, owned } = input
  const shared = { labelNames: ['instance'], registers: [registry] }
  let reading: Promise<readonly QueueDepth[]> | null = null

  const readAll = async (): Promise<readonly QueueDepth[]> => {
    const rows = owned()
      .toSorted((first, second) => first.id - second.id)
      .slice(0, maxInstances)
    const wanted = new Set(rows.map(({ id }) => id))
    const found: QueueDepth[] = []
    for (const accountId of new Set(rows.map((row) => row.accountId))) {
      found.push(...(await depths(accountId, { limit: maxCounted })))
    }
    return found.filter(({ instanceId }) => wanted.has(instanceId))
  }
  const read = async (): Promise<readonly QueueDepth[]> => {
    const outcome = await within(clock, deadlineMs, readAll())
    // Without an answer there is nothing to say: a queue that cannot be read is not empty.
    return outcome.kind === 'done' ? outcome.value : []
  }
  /** Both metrics are asked at the same time, and one look is enough. */
  const readOnce = (): Promise<readonly QueueDepth[]> => {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }

  new Gauge({
    ...shared,
    name: 'khabeer_queue_messages',
    help: `Queued messages of a number that this process acts for, counted up to ${maxCounted}.`,
    async collect() {
      const found = await readOnce()
      this.reset()
      for (const { instanceId, queued } of found) this.set({ instance: String(instanceId) }, queued)
    },
  })
  new Gauge({
    ...shared,
    name: 'khabeer_queue_oldest_seconds',
    help: 'How long the oldest message of a queue has waited for anything but its own time; 0 when none does.',
    async collect() {
      const found = await readOnce()
      const now = clock.now()
      this.reset()
      for (const { instanceId, oldestQueuedAt } of found) {
        const seconds = oldestQueuedAt === null ? 0 : Math.max(0, now - oldestQueuedAt) / 1_000
        this.set({ instance: String(instanceId) }, seconds)
      }
    },
  })
}
