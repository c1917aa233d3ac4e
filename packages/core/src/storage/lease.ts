/** The right to act for one instance. Every write of its owner names it, and a stale one changes nothing. */
export interface Lease {
  readonly instanceId: number
  /** Rises with every new owner. */
  readonly epoch: number
}
