import type { Registry } from 'prom-client'

/** Where Khabeer's metrics are kept. */
export interface MetricsOptions {
  /**
   * A registry of the host's own prom-client, which then shows Khabeer's metrics among its own until `stop()`.
   *
   * @defaultValue one of Khabeer's own; nothing is added to prom-client's global one
   */
  readonly registry?: Registry | undefined
}
