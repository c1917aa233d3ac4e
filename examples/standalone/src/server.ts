import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Khabeer, Logger } from '@khabeer/core'
import { createKhabeer } from '@khabeer/core'
import { docsPage } from '@khabeer/docs-page'
import type { KhabeerRouter } from '@khabeer/express'
import { khabeerRouter } from '@khabeer/express'
import type { ErrorRequestHandler } from 'express'
import express from 'express'
import { toStorage } from './database-settings.ts'
import { createHttpServer } from './http-server.ts'
import { listen } from './listen.ts'
import type { Settings } from './settings.ts'

const drainMs = 5_000
const sweepMs = 20

/** A standalone server that runs. */
export interface StandaloneServer {
  /** Where it listens, without a path; null for one that listens on no port. */
  readonly url: string | null
  /** The key made by the first start; null when there was one already. */
  readonly firstKey: string | null
  /** Lets running requests end, then stops Khabeer. */
  close(): Promise<void>
}

/** Starts Khabeer on the database of the settings and serves its API, or what a worker tells of itself. */
export const startServer = async (settings: Settings, logger: Logger): Promise<StandaloneServer> => {
  const core = createKhabeer({ ...settings.core, storage: toStorage(settings.database), logger })
  const isWorker = settings.core.role === 'worker'
  // A worker takes another port or none, so that it starts with the same settings beside a process that serves.
  const port = isWorker ? settings.workerPort : settings.port
  const portSetting = isWorker ? 'KHABEER_WORKER_PORT' : 'KHABEER_PORT'
  const router = khabeerRouter({ core, logger, docs: docsPage(), ...settings.api })
  const server = port === undefined ? null : createHttpServer(createApp(router, settings, logger))
  const close = async () => {
    router.endStreams()
    if (server !== null) await drain(server)
    await core.stop()
  }
  try {
    // Listening comes first: a port that is taken must not cost the reader the key that is printed only once.
    if (server !== null && port !== undefined) await listen(server, { port, host: settings.host, portSetting })
    await core.start()
    const firstKey = isWorker ? null : await makeFirstKey(core, settings)
    return { url: server === null ? null : urlOf(server), firstKey, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What a worker tells of itself. */
const ofWorkers = /^\/api\/v1\/(?:health\/|metrics\/?$)/

const createApp = (router: KhabeerRouter, settings: Settings, logger: Logger) => {
  const app = express()
  app.disable('x-powered-by')
  if (settings.trustProxy !== undefined) app.set('trust proxy', settings.trustProxy)
  app.use((request, response, next) => {
    if (settings.core.role === 'worker' && !ofWorkers.test(request.path)) next()
    else router(request, response, next)
  })
  app.use((_request, response) => {
    response
      .status(404)
      .json({ error: 'There is nothing at this address. The API is under /api/v1.', code: 'not_found' })
  })
  const answerFailure: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    // Express gives what the client did wrong, such as a malformed path, a status below 500.
    const status = statusOf(error)
    if (status >= 500) logger.error({ error }, 'A request failed.')
    const [words, code] =
      status < 500 ? ['The request is malformed.', 'invalid_request'] : ['It failed.', 'internal_error']
    response.status(status).json({ error: words, code })
  }
  app.use(answerFailure)
  return app
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500

const makeFirstKey = async (core: Khabeer, settings: Settings): Promise<string | null> => {
  if (settings.core.apiKey !== undefined) return null
  if ((await core.apiKeys.list()).length > 0) return null
  return (await core.apiKeys.create({ name: 'first' })).key
}

const urlOf = (server: Server): string => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}

const drain = async (server: Server): Promise<void> => {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  // Node keeps a connection whose request was running open for the next one, which would not be answered any more.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearInterval(sweep)
  clearTimeout(timer)
}
