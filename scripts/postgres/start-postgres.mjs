import { fileURLToPath } from 'node:url'
import { startKept } from './start-kept.mjs'

const keeper = fileURLToPath(new URL('./postgres-keeper.mjs', import.meta.url))

/**
 * A PostgreSQL server of the caller's own, on loopback and a free port.
 *
 * @typedef {object} StartedPostgres
 * @property {string} url Connects as the superuser.
 * @property {(mode: 'fast' | 'immediate') => Promise<void>} down Ends the server and keeps its data: `fast` as an
 *   administrator does, `immediate` as a crash does.
 * @property {() => Promise<void>} up Starts the server again where it was.
 * @property {() => Promise<void>} stop Ends the server and removes its data.
 */

/**
 * Starts an empty PostgreSQL from the packages of npm. It also ends, data and all, when this process does, however
 * that ends; alone it keeps no process alive.
 *
 * @param {object} [options]
 * @param {string} [options.folder] Where its data go; the system's temporary folder unless given.
 * @param {Readonly<Record<string, string | number>>} [options.settings] Lines of its configuration.
 * @returns {Promise<StartedPostgres>}
 */
export const startPostgres = async (options = {}) => {
  const { opened, ask, end } = await startKept(keeper, options)
  return {
    url: opened,
    down: (mode) => ask('down', mode),
    up: () => ask('up'),
    stop: end,
  }
}
