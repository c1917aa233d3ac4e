import type { Khabeer } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import { khabeerPlugin } from '@khabeer/fastify'
import express from 'express'
import { fastify } from 'fastify'
import type { Served } from '../process/listen.ts'
import { listen } from '../process/listen.ts'
import { serveFastify } from '../process/serve-fastify.ts'

/** Serves a core in a framework. */
export type ServeKhabeer = (core: Khabeer) => Promise<Served>

/** Counted as everywhere, and never too many: one key asks for all of them. */
const throttle = { requests: 1_000_000_000, perMs: 10_000 } as const

/** Serves a core in an Express 5 app. */
export const serveInExpress: ServeKhabeer = (core) => {
  const app = express()
  app.use(khabeerRouter({ core, throttle }))
  return listen(app)
}

/** Serves a core in a Fastify app. */
export const serveInFastify: ServeKhabeer = async (core) => {
  const app = fastify()
  await app.register(khabeerPlugin, { core, throttle })
  return serveFastify(app)
}
