import type { KhabeerPluginOptions } from '@khabeer/fastify'
import { khabeerPlugin } from '@khabeer/fastify'
import { fastify } from 'fastify'

/** How a host mounts the API. */
export interface HostOptions extends KhabeerPluginOptions {
  readonly prefix: string
}

/** An app that listens on loopback. */
export interface Host {
  readonly origin: string
  close(): Promise<void>
}

/** Starts an app with the plugin and with routes of its own. */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const app = fastify({ forceCloseConnections: true })
  app.addHook('onRequest', async (_request, reply) => void reply.headers({ 'x-host': 'here', vary: 'origin' }))
  await app.register(khabeerPlugin, options)
  app.get(`${options.prefix}/api/v1/orders`, async () => ({ orders: [] }))
  app.post('/echo', async (request) => request.body)
  return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
}
