import { StorageError } from '@khabeer/core/sql'
import type { Pool, PoolClient } from 'pg'
import pg from 'pg'
import { isConnectionLoss } from './postgres-errors.ts'
import type { ResolvedPostgresStorageOptions } from './resolve-options.ts'
import { createSlots } from './slots.ts'

/** How long a call waits for a connection. */
const waitMs = 5_000
/** How long one piece of work may take on a connection before the connection counts as dead. */
const workMs = 30_000

/** The connections that Khabeer may use. */
export interface Connections {
  /** Runs work on a connection that nobody else uses meanwhile; one that is lost is closed. */
  use<T>(work: (client: PoolClient) => Promise<T>): Promise<T>
  /** Takes a connection for longer; `end` closes it. */
  borrow(): Promise<{ readonly client: PoolClient; end(): void }>
  /** Ends the own pool; a host's pool stays. */
  close(): Promise<void>
}

/** Builds the connections; none is opened before the first use. */
export const createConnections = ({ source, maxConnections }: ResolvedPostgresStorageOptions): Connections => {
  const isOwn = !('pool' in source)
  const pool = isOwn ? createOwnPool(source.connectionString, source.max) : source.pool
  const slots = createSlots(maxConnections, waitMs)

  const take = async (): Promise<{ readonly client: PoolClient; release(isBroken: boolean): void }> => {
    const giveSlot = await slots.take()
    try {
      const client = await connectInTime(pool)
      client.on('error', ignoreLoss)
      return {
        client,
        release: (isBroken) => {
          client.off('error', ignoreLoss)
          client.release(isBroken)
          giveSlot()
        },
      }
    } catch (error) {
      giveSlot()
      throw error
    }
  }

  return {
    use: async (work) => {
      const { client, release } = await take()
      let isBroken = false
      try {
        return await inTime(client, work(client))
      } catch (error) {
        isBroken = isConnectionLoss(error)
        throw error
      } finally {
        release(isBroken)
      }
    },
    borrow: async () => {
      const { client, release } = await take()
      return { client, end: () => release(true) }
    },
    close: async () => {
      if (isOwn) await pool.end()
    },
  }
}

const createOwnPool = (connectionString: string, max: number): Pool => {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    // A host whose work is done must be able to end although connections rest.
    allowExitOnIdle: true,
  })
  // A resting connection that is lost is replaced at the next use.
  pool.on('error', ignoreLoss)
  return pool
}

/** Whoever works on the connection hears of the loss from its statement; unheard, it would end the process. */
const ignoreLoss = (): void => undefined

/** A host's pool may have no limit of its own on how long it lets a caller wait. */
const connectInTime = (pool: Pool): Promise<PoolClient> =>
  new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(new StorageError('storage_busy', 'The pool gave no connection in time. Try again, or give it more.'))
    }, waitMs)
    pool.connect().then(
      (client) => {
        clearTimeout(timer)
        if (isLate) client.release()
        else resolve(client)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })

/** A server that takes statements and never answers must not be waited for. */
const inTime = <T>(client: PoolClient, working: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new StorageError('storage_failed', 'PostgreSQL did not answer in time. Try again.'))
      cut(client)
    }, workMs)
    working.then(resolve, reject).finally(() => clearTimeout(timer))
  })

/** Closing asks the server, which is silent; cutting the line makes the statement in flight fail at once. */
const cut = (client: PoolClient): void => {
  // `pg` has the socket here in all of its versions 8, and no type for it.
  const { connection } = client as { readonly connection?: { readonly stream?: { destroy?: () => void } } }
  connection?.stream?.destroy?.()
}
