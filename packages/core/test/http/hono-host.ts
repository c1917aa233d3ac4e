import type { HttpBindings } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { createApi, toFetchHandler } from '@khabeer/core/http'
import { Hono } from 'hono'
import type { FetchHost, FetchHostOptions } from './fetch-host.ts'
import { listen } from './fetch-host.ts'

/** Starts a Hono app on Node that has the fetch handler among its routes, as `docs/hosts.md` shows it. */
export const startHonoHost = async ({ socketPath, isGentle, ...options }: FetchHostOptions): Promise<FetchHost> => {
  const { prefix } = options
  const api = createApi(options)
  const addresses = new WeakMap<Request, string | undefined>()
  const orders = new Hono().get(`${prefix}/api/v1/orders`, (c) => c.json({ orders: [] }))
  const handle = toFetchHandler(api, {
    prefix,
    otherwise: orders.fetch,
    remoteAddress: (request) => addresses.get(request),
  })

  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async (c, next) => {
    await next()
    c.header('x-host', 'here')
    c.header('vary', 'origin', { append: true })
  })
  app.all(`${prefix}/api/v1/*`, (c) => {
    addresses.set(c.req.raw, getConnInfo(c).remote.address)
    return handle(c.req.raw)
  })
  app.post('/echo', async (c) => c.json(await c.req.json()))
  return listen(app.fetch, { socketPath, endStreams: isGentle ? api.endStreams : undefined })
}
