import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { KhabeerRouter } from '@khabeer/express'
import express from 'express'
import expressV4 from 'express-v4'

/** The majors of Express that the router is for. */
export const majors = { 'Express 4': expressV4, 'Express 5': express } as const

/** How a host mounts the router. */
export interface HostOptions {
  readonly major: keyof typeof majors
  readonly prefix: string
  /** The parser that the whole app has before the router. */
  readonly parser: 'none' | 'json' | 'urlencoded'
  /** What the app's setting `trust proxy` is. @defaultValue Express's own */
  readonly trustProxy?: string | undefined
  /** How long a connection is kept on which nothing comes. @defaultValue Node's own */
  readonly keepAliveMs?: number | undefined
  readonly router: KhabeerRouter
}

/** An app that listens on loopback. */
export interface Host {
  readonly origin: string
  close(): Promise<void>
}

/** Starts an app with the router and with routes of its own behind it. */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const { major, prefix, parser, trustProxy, keepAliveMs, router } = options
  const library = majors[major]
  const app = library()
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy)
  app.use((_request, response, next) => {
    response.setHeader('x-host', 'here')
    response.setHeader('vary', 'origin')
    next()
  })
  if (parser !== 'none') app.use(library[parser]())
  app.use(prefix === '' ? '/' : prefix, router)
  app.get(`${prefix}/api/v1/orders`, (_request, response) => {
    response.json({ orders: [] })
  })
  app.post('/echo', library.json(), (request, response) => {
    response.json(request.body)
  })
  const keeping = keepAliveMs === undefined ? {} : { keepAliveTimeout: keepAliveMs }
  return listen(createServer(keeping, app))
}

const listen = async (server: Server): Promise<Host> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
