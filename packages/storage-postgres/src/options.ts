import type { Pool } from 'pg'

/** Which PostgreSQL, and how much of it Khabeer may use. */
export interface PostgresStorageOptions {
  /** The host's own pool. Khabeer borrows connections of it and never ends it. Either this or `connectionString`. */
  readonly pool?: Pool | undefined
  /** Where the database is, `postgres://user:password@host:5432/name`: Khabeer then keeps a pool of its own. */
  readonly connectionString?: string | undefined
  /** The size of the own pool. @defaultValue 10 */
  readonly max?: number | undefined
  /**
   * How many connections Khabeer uses at the same time, the listening one included.
   *
   * @defaultValue half of the host's pool, all of its own
   */
  readonly maxConnections?: number | undefined
  /** The schema of the tables; it is created when it is missing. @defaultValue the first of the search path */
  readonly schema?: string | undefined
  /**
   * Whether one connection listens, so that other processes are woken at once. It turns itself off where a pooler in
   * between lets no notification through; polling goes on behind it in any case.
   *
   * @defaultValue true
   */
  readonly listen?: boolean | undefined
}
