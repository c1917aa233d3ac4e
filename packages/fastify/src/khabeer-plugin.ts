import type { Khabeer } from '@khabeer/core'
import type { ApiOptions, Authorized } from '@khabeer/core/http'
import { createApi } from '@khabeer/core/http'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { fastifyPlugin } from 'fastify-plugin'
import { serveRoutes } from './serve-routes.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The core that `khabeerPlugin` was given. */
    readonly khabeer: Khabeer
  }
}

/** What `khabeerPlugin` takes. */
export interface KhabeerPluginOptions extends Omit<ApiOptions, 'authorize' | 'authorizeAdmin' | 'logger' | 'ready'> {
  /** Below which path the API is served, e.g. `/wa`. @defaultValue where the plugin is registered */
  readonly prefix?: string | undefined
  /** Whether the app starts the core when it gets ready, and stops it when it is closed. @defaultValue false */
  readonly manageLifecycle?: boolean | undefined
  /** @defaultValue the logger of the app */
  readonly logger?: ApiOptions['logger']
  /**
   * Tells which account a request acts for, and what it may do there, from the host's own login; null when it may not
   * act at all.
   *
   * @defaultValue by the API key in the `x-api-key` header
   */
  authorize?(request: FastifyRequest): Authorized | null | Promise<Authorized | null>
  /**
   * Tells whether a request comes from whoever runs the server, who may use the routes under `/api/v1/admin`.
   * @defaultValue by `adminKey`; without either there are no such routes
   */
  authorizeAdmin?(request: FastifyRequest): boolean | Promise<boolean>
}

const plugin: FastifyPluginAsync<KhabeerPluginOptions> = async (app, options) => {
  const { prefix = '', manageLifecycle = false, authorize, authorizeAdmin, ...rest } = options
  const { core, bodyTimeoutMs = 15_000 } = rest
  const api = createApi({
    ...rest,
    bodyTimeoutMs,
    logger: rest.logger ?? app.log,
    // `source` is the request that toApiRequest was given.
    authorize: authorize && ((request) => authorize(request.source as FastifyRequest)),
    authorizeAdmin: authorizeAdmin && ((request) => authorizeAdmin(request.source as FastifyRequest)),
  })

  app.decorate('khabeer', core)
  // The app waits for every answer that is underway, and then for the core.
  app.addHook('preClose', async () => api.endStreams())
  if (manageLifecycle) {
    app.addHook('onReady', () => core.start())
    app.addHook('onClose', () => core.stop())
  }
  // Routes and the reading of bodies are in a scope of their own, which has the prefix and leaves the app's parsers alone.
  await app.register(serveRoutes, { prefix, api, bodyTimeoutMs })
}

/**
 * Serves the API in a Fastify 5 app, under any prefix.
 *
 * Its routes are routes of the app: hooks see them, `printRoutes` prints them. The app's hooks run for them; its body
 * parsers, its error handler and its answer to unknown paths are left as they are. The core is at `app.khabeer`. With
 * `manageLifecycle` the app starts it and stops it; otherwise the host does. Requests wait a while for a core that is
 * still starting.
 *
 * @example
 * ```ts
 * import { createKhabeer } from '@khabeer/core'
 * import { khabeerPlugin } from '@khabeer/fastify'
 * import { sqliteStorage } from '@khabeer/storage-sqlite'
 * import { fastify } from 'fastify'
 *
 * const core = createKhabeer({ storage: sqliteStorage({ file: 'khabeer.db' }) })
 * const app = fastify()
 * app.register(khabeerPlugin, { core, prefix: '/wa', manageLifecycle: true })
 * await app.listen({ port: 3000 })
 * ```
 */
export const khabeerPlugin: FastifyPluginAsync<KhabeerPluginOptions> = fastifyPlugin(plugin, {
  name: '@khabeer/fastify',
  fastify: '5.x',
})
