import { StorageError } from '@khabeer/core/sql'
import type { Pool, PoolClient } from 'pg'
import pg from 'pg'
import { createOpenLines } from './open-lines.ts'
import { isUseless, NoConnectionError } from './postgres-errors.ts'
import type { ResolvedPostgresStorageOptions } from './resolve-options.ts'
import { whileHeard } from './silence.ts'
import { createSlots } from './slots.ts'

/** How long a call waits for a connection. */
const waitMs = 5_000
/** How long a server may be silent while it owes an answer, before the connection counts as dead. */
const silenceMs = 10_000

/** The connections that Khabeer may use. */
export interface Connections {
  /**
   * Runs work on a connection that nobody else uses meanwhile; one that is lost is closed. The server may be silent over
   * a statement for ten seconds, or for as long as the work allows. Throws `NoConnectionError` when there was no
   * connection to be had.
   */
  use<T>(work: (client: PoolClient, allowSilence: (ms: number) => void) => Promise<T>): Promise<T>
  /** Takes a connection for longer; `ask` waits for an answer as long as `use` does, `end` closes it. */
  borrow(): Promise<{ readonly client: PoolClient; ask(statement: string): Promise<unknown>; end(): void }>
  /** Ends the own pool, a host's pool stays; resolves when what was in use is given back and no socket of ours is open. */
  close(): Promise<void>
}

/** Builds the connections; none is opened before the first use. */
export const createConnections = ({ source, maxConnections }: ResolvedPostgresStorageOptions): Connections => {
  const isOwn = !('pool' in source)
  const pool = isOwn ? createOwnPool(source.connectionString, source.max) : source.pool
  const slots = createSlots(maxConnections, waitMs)
  const lines = createOpenLines()
  const works = new Set<Promise<void>>()

  // A resting connection that is lost is replaced at the next use; unheard, its loss would end the process.
  pool.on('error', ignoreLoss)
  if (isOwn) pool.on('connect', lines.add)

  /** Begins something that a close waits for; gives its end. */
  const beginWork = (): (() => void) => {
    let end: () => void = () => undefined
    const work = new Promise<void>((resolve) => {
      end = resolve
    })
    works.add(work)
    return () => {
      works.delete(work)
      end()
    }
  }

  const take = async (): Promise<{ readonly client: PoolClient; release(isBroken: boolean): void }> => {
    const givesUpAt = performance.now() + waitMs
    const endWork = beginWork()
    let giveSlot: () => void = () => undefined
    try {
      giveSlot = await slots.take().catch(throwNoConnection)
      const client = await connectInTime(pool, givesUpAt - performance.now()).catch(throwNoConnection)
      return {
        client,
        release: (isBroken) => {
          client.off('error', ignoreLoss)
          // A host's pool ends it now, and the host knows nothing of it.
          if (isBroken && !isOwn) lines.add(client)
          client.release(isBroken)
          giveSlot()
          endWork()
        },
      }
    } catch (error) {
      giveSlot()
      endWork()
      throw error
    }
  }

  return {
    use: async (work) => {
      const { client, release } = await take()
      let limitMs = silenceMs
      const allowSilence = (ms: number): void => {
        limitMs = ms
      }
      let isBroken = false
      try {
        return await whileHeard(client, work(client, allowSilence), () => limitMs)
      } catch (error) {
        isBroken = isUseless(error)
        throw error
      } finally {
        release(isBroken)
      }
    },
    borrow: async () => {
      const { client, release } = await take()
      return {
        client,
        ask: (statement) => whileHeard(client, client.query(statement), () => silenceMs),
        end: () => release(true),
      }
    },
    close: async () => {
      const ending = isOwn ? pool.end() : undefined
      await Promise.all(works)
      await lines.ended()
      await ending
      if (!isOwn) pool.off('error', ignoreLoss)
    },
  }
}

const createOwnPool = (connectionString: string, max: number): Pool =>
  new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    // A host whose work is done must be able to end although connections rest.
    allowExitOnIdle: true,
  })

/** Whoever works on the connection hears of the loss from its statement. */
const ignoreLoss = (): void => undefined

const throwNoConnection = (cause: unknown): never => {
  throw new NoConnectionError(cause)
}

/** A host's pool may have no limit of its own on how long it lets a caller wait. */
const connectInTime = (pool: Pool, limitMs: number): Promise<PoolClient> =>
  new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(noneInTime(pool))
    }, limitMs)
    // Not awaited: a connection can be lost in the very moment it is given, and its loss must be heard from then on.
    const onConnect = (error: Error | undefined, client: PoolClient | undefined): void => {
      clearTimeout(timer)
      if (client === undefined) reject(error)
      else if (isLate) client.release()
      else {
        client.on('error', ignoreLoss)
        resolve(client)
      }
    }
    try {
      pool.connect(onConnect)
    } catch (error) {
      onConnect(error instanceof Error ? error : undefined, undefined)
    }
  })

/** Everything in use is the host's matter; anything else is a server that does not answer. */
const noneInTime = (pool: Pool): StorageError =>
  pool.waitingCount > 0
    ? new StorageError('storage_busy', 'The pool gave no connection in time. Try again, or give it more.')
    : new StorageError('storage_failed', 'PostgreSQL took no connection in time. Check that it can be reached.')
