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
  /** Where it listens, as a path. @defaultValue a port of loopback */
  readonly socketPath?: string | undefined
  /** Whether it waits for every answer when it is closed, as servers do unless they are told otherwise. @defaultValue false */
  readonly isGentle?: boolean | undefined
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
  return listen(createServer(keeping, app), options)
}

const listen = async (server: Server, { router, socketPath, isGentle }: HostOptions): Promise<Host> => {
  server.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath })
  await once(server, 'listening')
  const address = server.address()
  return {
    origin: typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : 'http://localhost',
    close: async () => {
      const closed = once(server, 'close')
      if (isGentle) router.endStreams()
      server.close()
      if (!isGentle) server.closeAllConnections()
      await closed
    },
  }
}
