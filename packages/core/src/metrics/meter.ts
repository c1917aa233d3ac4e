import { Counter, Registry } from 'prom-client'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { MetricsText } from '../facade.ts'
import type { InstanceMetrics } from './instance-metrics.ts'
import { createInstanceMetrics } from './instance-metrics.ts'
import type { MessageMetrics } from './message-metrics.ts'
import { createMessageMetrics } from './message-metrics.ts'
import type { MetricsOptions } from './metrics-options.ts'
import type { QueueMetricsInput } from './queue-metrics.ts'
import { createQueueMetrics } from './queue-metrics.ts'

/** Measures what this process does. */
export interface Meter {
  readonly messages: MessageMetrics
  readonly instances: InstanceMetrics
  /** Counts an answered request; both words are few. */
  countRequest(route: string, status: number): void
  /** Writes everything that the registry holds. */
  read(): Promise<MetricsText>
  /** Takes Khabeer's metrics out of the registry. */
  close(): void
}

/** Builds the meter of a process. Throws `invalid_request` for a registry that has another Khabeer's metrics. */
export const createMeter = (options: MetricsOptions, input: QueueMetricsInput): Meter => {
  const registry = options.registry ?? new Registry()
  if (registry.getSingleMetric(requestsName) !== undefined) {
    throw new KhabeerError(
      'invalid_request',
      'metrics.registry: holds the metrics of another Khabeer. Give each one a registry, or stop the other first.',
    )
  }
  const before = new Set(namesIn(registry))
  const requests = new Counter({
    name: requestsName,
    help: 'HTTP requests that this process answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  const messages = createMessageMetrics(registry, input.clock)
  const instances = createInstanceMetrics(registry, input.owned)
  createQueueMetrics(registry, input)
  const own = namesIn(registry).filter((name) => !before.has(name))

  return {
    messages,
    instances,
    countRequest: (route, status) => requests.inc({ route, status }),
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => {
      for (const name of own) registry.removeSingleMetric(name)
    },
  }
}

const requestsName = 'khabeer_http_requests_total'

const namesIn = (registry: Registry): readonly string[] => registry.getMetricsAsArray().map(({ name }) => name)
