import type { Khabeer } from '@khabeer/core'
import { errorCodes, isKhabeerError } from '@khabeer/core'
import { khabeerRouter } from '@khabeer/express'
import type { Express, RequestHandler } from 'express'
import express from 'express'

/** Builds the app of a host: the API of Khabeer, and a route of its own that sends from code, under a key. */
export const createHostApp = (core: Khabeer): Express => {
  const app = express()
  app.use(khabeerRouter({ core, throttle: false }))
  app.post('/host/send', express.json(), sendFromCode(core))
  return app
}

const sendFromCode =
  (core: Khabeer): RequestHandler =>
  (request, response, next) => {
    core.send(request.body).then(
      ({ id }) => response.status(202).json({ id }),
      (error: unknown) => {
        if (!isKhabeerError(error)) return next(error)
        response.status(errorCodes[error.code].status).json({ code: error.code })
      },
    )
  }
