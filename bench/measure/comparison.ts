/** What one side of a comparison does: requests to its server, or calls in its process. */
export type Work =
  | {
      readonly kind: 'http'
      readonly contender: ContenderName
      readonly method: 'GET' | 'POST'
      readonly path: string
      readonly body?: unknown
      readonly status: number
    }
  | { readonly kind: 'calls'; readonly contender: ContenderName; readonly operation: string }

/** The processes there are. */
export type ContenderName =
  | 'khabeer-sqlite'
  | 'fastify-sqlite'
  | 'floor-sqlite'
  | 'fastify-floor-sqlite'
  | 'khabeer-postgres'
  | 'fastify-postgres'
  | 'floor-postgres'
  | 'fastify-floor-postgres'
  | 'pg-boss'
  | 'sqlite-few-queued'
  | 'sqlite-many-queued'
  | 'postgres-few-queued'
  | 'postgres-many-queued'
  | 'wake-sqlite'
  | 'wake-postgres'
  | 'wake-worker'
  | 'wake-api'
  | 'isolation-threads'
  | 'isolation-inline'
  | 'isolation-nowhere'
  | 'notified-floor'
  | 'notifying-floor'
  | 'pg-boss-worker'
  | 'pg-boss-sender'

/** One line of a comparison; the first is Khabeer, the others are what it is held against. */
export interface Line {
  readonly title: string
  readonly work: Work
  /** The least ratio of Khabeer's rate to this one's; none when it is shown for information. */
  readonly goal?: number
}

/** A measurement of Khabeer beside its floors. */
export interface Comparison {
  readonly key: string
  readonly title: string
  /** How many operations are under way at once. */
  readonly waiting: number
  /** How many messages one operation carries. */
  readonly messages: number
  readonly lines: readonly Line[]
}

/** Describes requests to a contender's server. */
export const http = (contender: ContenderName, path: string, status: number, body?: unknown): Work => ({
  kind: 'http',
  contender,
  method: body === undefined ? 'GET' : 'POST',
  path,
  status,
  body,
})

/** Describes calls in a contender's process. */
export const calls = (contender: ContenderName, operation: string): Work => ({ kind: 'calls', contender, operation })
