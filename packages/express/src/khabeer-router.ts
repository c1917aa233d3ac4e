import type { ServerResponse } from 'node:http'
import type { Khabeer, KhabeerOptions } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import type { ApiOptions, Authorized } from '@khabeer/core/http'
import { createApi } from '@khabeer/core/http'
import type { ExpressRequest } from './express-request.ts'
import { toApiRequest } from './express-request.ts'
import { writeResponse } from './write-response.ts'

/** How the API is served, whoever made its core. */
export interface MountOptions extends Omit<ApiOptions, 'authorize' | 'authorizeAdmin' | 'core' | 'ready'> {
  /**
   * Tells which account a request acts for, and what it may do there, from the host's own login; null when it may not
   * act at all.
   *
   * @defaultValue by the API key in the `x-api-key` header
   */
  authorize?(request: ExpressRequest): Authorized | null | Promise<Authorized | null>
  /**
   * Tells whether a request comes from whoever runs the server, who may use the routes under `/api/v1/admin`.
   * @defaultValue by `adminKey`; without either there are no such routes
   */
  authorizeAdmin?(request: ExpressRequest): boolean | Promise<boolean>
}

/** What `khabeerRouter` takes: a core that the host made, or the options of one to make. */
export type KhabeerRouterOptions = MountOptions & ({ readonly core: Khabeer } | KhabeerOptions)

/** An Express middleware that serves the API, and the core behind it. */
export interface KhabeerRouter {
  (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void): void
  readonly core: Khabeer
  /**
   * Ends the event streams that are open here, and begins none from now on: to be called before the server is closed,
   * which waits for every answer that is underway.
   */
  endStreams(): void
}

/**
 * Serves the API in an Express 4 or 5 app, under any prefix, before or after the host's body parsers.
 *
 * With `core` the host starts and stops that core. With `storage` and the other options of a core the router makes one
 * and starts it; the host ends it with `router.core.stop()`. Requests wait a while for a core that is still starting;
 * when it cannot start they are answered with 503.
 *
 * @example
 * ```ts
 * import { khabeerRouter } from '@khabeer/express'
 * import { sqliteStorage } from '@khabeer/storage-sqlite'
 * import express from 'express'
 *
 * const app = express()
 * app.use('/wa', khabeerRouter({ storage: sqliteStorage({ file: 'khabeer.db' }) }))
 * app.listen(3000)
 * ```
 */
export const khabeerRouter = (options: KhabeerRouterOptions): KhabeerRouter => {
  const { authorize, authorizeAdmin, bodyTimeoutMs = 15_000, ...rest } = options
  const { core, ready } = 'core' in rest ? { core: rest.core, ready: undefined } : startOwnCore(rest)
  const api = createApi({
    ...rest,
    core,
    ready,
    bodyTimeoutMs,
    // `source` is the request that toApiRequest was given.
    authorize: authorize && ((request) => authorize(request.source as ExpressRequest)),
    authorizeAdmin: authorizeAdmin && ((request) => authorizeAdmin(request.source as ExpressRequest)),
  })

  const serve: (...exchange: Parameters<KhabeerRouter>) => Promise<void> = async (request, response, next) => {
    const arrivedAt = performance.now()
    const answer = await api.handle(toApiRequest(request, response))
    if (answer === null) next()
    else await writeResponse({ request, response, runOffMs: arrivedAt + bodyTimeoutMs - performance.now() }, answer)
  }

  const router = (...exchange: Parameters<KhabeerRouter>): void => {
    serve(...exchange).catch(exchange[2])
  }
  return Object.assign(router, { core, endStreams: api.endStreams })
}

const startOwnCore = (options: KhabeerOptions): { readonly core: Khabeer; readonly ready: () => Promise<void> } => {
  const core = createKhabeer(options)
  const started = core.start()
  started.catch((error: unknown) => {
    options.logger?.error(toFacts(error), 'Khabeer could not start; its routes answer 503')
  })
  return { core, ready: () => started }
}

const toFacts = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof Error
    ? { error: error.name, reason: error.message, ...('code' in error ? { code: error.code } : {}) }
    : { error: typeof error }
