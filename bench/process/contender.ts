/** Where a contender keeps what it stores. */
export interface Place {
  /** A folder of its own. */
  readonly directory: string
  /** The PostgreSQL server that all share; empty for a contender that needs none. */
  readonly databaseUrl: string
}

/** One side of a comparison: something that answers HTTP and can be called in its own process. */
export interface Contender {
  /** The port of its server on loopback; 0 when it has none. */
  readonly port: number
  /** What can be repeated inside its process. */
  readonly operations: Readonly<Record<string, () => unknown>>
  /** What is measured one at a time: each takes the number of the time and gives milliseconds. */
  readonly probes?: Readonly<Record<string, (time: number) => Promise<number>>>
  /** What is measured many times in a stretch: each takes its length and gives milliseconds. */
  readonly series?: Readonly<Record<string, (forMs: number) => Promise<readonly number[]>>>
  /** Undoes what operations left behind, outside what is measured. */
  readonly restore?: () => Promise<void>
  close(): Promise<void>
}
