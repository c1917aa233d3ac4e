/** One side of a comparison: something that answers HTTP and can be called in its own process. */
export interface Contender {
  /** The port of its server on loopback; 0 when it has none. */
  readonly port: number
  /** What can be repeated inside its process. */
  readonly operations: Readonly<Record<string, () => unknown>>
  close(): Promise<void>
}
