import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Served } from './listen.ts'

/** Has a Fastify app serve on a free port of loopback. */
export const serveFastify = async (app: FastifyInstance): Promise<Served> => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    // A server that listens on a port has an address with one.
    port: (app.server.address() as AddressInfo).port,
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
