import type { KhabeerPluginOptions } from '@khabeer/fastify'
import { khabeerPlugin } from '@khabeer/fastify'
import { fastify } from 'fastify'

/** How a host mounts the API. */
export interface HostOptions extends KhabeerPluginOptions {
  readonly prefix: string
  /** Where it listens, as a path. @defaultValue a port of loopback */
  readonly socketPath?: string | undefined
  /** Whether it waits for every answer when it is closed, as Fastify does unless it is told otherwise. @defaultValue false */
  readonly isGentle?: boolean | undefined
}

/** An app that listens on loopback. */
export interface Host {
  readonly origin: string
  close(): Promise<void>
}

/** Starts an app with the plugin and with routes of its own. */
export const startHost = async ({ socketPath, isGentle, ...options }: HostOptions): Promise<Host> => {
  const app = fastify(isGentle ? {} : { forceCloseConnections: true })
  app.addHook('onRequest', async (_request, reply) => void reply.headers({ 'x-host': 'here', vary: 'origin' }))
  await app.register(khabeerPlugin, options)
  app.get(`${options.prefix}/api/v1/orders`, async () => ({ orders: [] }))
  app.post('/echo', async (request) => request.body)
  const origin = await app.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath })
  return { origin: socketPath === undefined ? origin : 'http://localhost', close: () => app.close() }
}
