import type { PoolClient } from 'pg'
import { bytesRead, cut } from './client-line.ts'

/** How often a connection at work is looked at. */
const lookMs = 1_000

/**
 * Waits for work on a connection for as long as bytes come: a server that takes statements and never answers must not be
 * waited for, and one that answers many of them, or one at length, is not cut off. Silent for `limitMs`, the line is cut,
 * and the statement in flight fails with that.
 */
export const whileHeard = <T>(client: PoolClient, working: Promise<T>, limitMs: () => number): Promise<T> =>
  new Promise((resolve, reject) => {
    let heard = bytesRead(client)
    let silentLooks = 0
    // Looks are counted, and not time: a process that slept has not listened meanwhile.
    const timer = setInterval(() => {
      const heardNow = bytesRead(client)
      silentLooks = heardNow === heard ? silentLooks + 1 : 0
      heard = heardNow
      if (silentLooks * lookMs < limitMs()) return
      clearInterval(timer)
      const silence = Object.assign(new Error('PostgreSQL did not answer in time.'), { code: 'ETIMEDOUT' })
      if (!cut(client, silence)) reject(silence)
    }, lookMs)
    working.then(resolve, reject).finally(() => clearInterval(timer))
  })
