import { fileURLToPath } from 'node:url'
import { startKept } from './start-kept.mjs'

const keeper = fileURLToPath(new URL('./pgbouncer-keeper.mjs', import.meta.url))

/**
 * A pgbouncer of the caller's own, on loopback and a free port.
 *
 * @typedef {object} StartedPgBouncer
 * @property {string} url The URL of the database, through it.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts pgbouncer in transaction mode before a PostgreSQL; gives null where it is not installed. It also ends when
 * this process does.
 *
 * @param {object} options
 * @param {string} options.url The PostgreSQL, with user and password.
 * @param {number} [options.poolSize] How many connections to the server it shares out; 20 unless given.
 * @returns {Promise<StartedPgBouncer | null>}
 */
export const startPgBouncer = async ({ url, poolSize = 20 }) => {
  const { opened, end } = await startKept(keeper, { url, poolSize })
  if (opened !== null) return { url: opened, stop: end }
  await end()
  return null
}
