import { once } from 'node:events'
import { createServer } from 'node:net'

const attempts = 5

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts a server on a free port of loopback, on another when somebody else was quicker.
 *
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<{ port: number, server: T }>}
 */
export const onFreePort = async (start) => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      return { port, server: await start(port) }
    } catch (error) {
      if (attempt === attempts || !/address already in use/i.test(error.message)) throw error
    }
  }
}
