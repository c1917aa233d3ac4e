import { once } from 'node:events'
import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import { createAdaptorServer } from '@hono/node-server'
import type { ApiOptions } from '@khabeer/core/http'
import { createApi, toFetchHandler } from '@khabeer/core/http'

type FetchCallback = Parameters<typeof createAdaptorServer>[0]['fetch']

/** How a host mounts the API. */
export interface FetchHostOptions extends ApiOptions {
  readonly prefix: string
  /** Where it listens, as a path. @defaultValue a port of loopback */
  readonly socketPath?: string | undefined
  /** Whether it waits for every answer when it is closed, as Node's server does unless it is told otherwise. @defaultValue false */
  readonly isGentle?: boolean | undefined
}

/** A server that listens on loopback. */
export interface FetchHost {
  readonly origin: string
  close(): Promise<void>
}

/** Starts a server of Node that serves the fetch handler, with routes of its own behind it. */
export const startFetchHost = async ({ socketPath, isGentle, ...options }: FetchHostOptions): Promise<FetchHost> => {
  const { prefix } = options
  const otherwise = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const line = `${request.method} ${pathname}`
    if (line === `GET ${prefix}/api/v1/orders`) return Response.json({ orders: [] })
    if (line === 'POST /echo') return Response.json(await request.json())
    return new Response('There is no such page.', { status: 404 })
  }
  const addresses = new WeakMap<Request, string | undefined>()
  const remoteAddress = (request: Request) => addresses.get(request)
  const api = createApi(options)
  const handle = toFetchHandler(api, { prefix, otherwise, remoteAddress })
  const answer = async (request: Request, { incoming }: HttpBindings | Http2Bindings): Promise<Response> => {
    addresses.set(request, incoming.socket.remoteAddress)
    const response = await handle(request)
    response.headers.set('x-host', 'here')
    response.headers.append('vary', 'origin')
    return response
  }
  return listen(answer, { socketPath, endStreams: isGentle ? api.endStreams : undefined })
}

/** Serves a fetch handler on a server of Node. One that is given `endStreams` waits for every answer when it is closed. */
export const listen = async (
  answer: FetchCallback,
  {
    socketPath,
    endStreams,
  }: { readonly socketPath: string | undefined; readonly endStreams: (() => void) | undefined },
): Promise<FetchHost> => {
  const server = createAdaptorServer({ fetch: answer })
  server.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath })
  await once(server, 'listening')
  const address = server.address()
  return {
    origin: typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : 'http://localhost',
    close: async () => {
      const closed = once(server, 'close')
      endStreams?.()
      server.close()
      if (endStreams === undefined && 'closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
