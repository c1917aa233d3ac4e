import type { RequestListener, Server, ServerOptions } from 'node:http'
import { createServer } from 'node:http'

/** How long a client may take: for its headers, and for all of a request. The API ends a slow body before that. */
export const httpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
} as const satisfies ServerOptions

/** Builds the server of an app, which hangs up on clients that send too slowly. */
export const createHttpServer = (app: RequestListener, limits: ServerOptions = httpLimits): Server =>
  createServer(limits, app)
